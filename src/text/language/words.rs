//! Function words and letters of their own, by language: our own short lists of what is most
//! frequent in news text, lower case.
//!
//! A word may stand in several lists; it then counts less for each. Words of one language that are
//! frequent names or words of another are left out. A letter alone is looked up for every letter
//! beyond ASCII, wherever it stands in a word.

use super::Lang;

/// (language, words, letters).
pub const LISTS: &[(Lang, &str, &str)] = &[
    (
        Lang::En,
        "the of and to in a is that for on with as was by at it from are be this has have an \
         were his he but not they which will who their or its been had after would more about \
         when than what over new how says why out up no you we can could into during she her \
         against us if do my your just may off first one two most some many only man war die \
         am under there here s t u said monday tuesday wednesday thursday friday saturday \
         sunday january june july october december",
        "",
    ),
    (
        Lang::De,
        "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als \
         auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem \
         über einen so zum war haben nur oder aber vor zur bis mehr durch gegen sein will \
         wegen kein ihre unter seit heute ihr ihrer wenn beim ohne vom ab",
        "äöüß",
    ),
    (
        Lang::Fr,
        "le la les de des du et en un une est pour dans que qui par sur au aux pas plus avec \
         ce il sont son se sa ne cette ont mais ou à été après nous vous leur ses être fait \
         entre selon contre sans comme d l c s qu n j on deux très où cet ces elle elles je \
         mon ma veut faire",
        "éèêàçùôîâûëïœ",
    ),
    (
        Lang::Es,
        "el la los las de del y en que a un una por con para se su al es lo no más como pero \
         sus o este ha sobre entre está ya también fue desde hasta son tras sin ante según \
         esta donde contra le muy hay dos será han cuando porque da dan dia uno ser hoy \
         primer tiene",
        "áéíóúñ¿¡",
    ),
    (
        Lang::Pt,
        "o a os as de do da dos das e em no na nos nas que um uma para com por se ao não mais \
         como mas foi à pelo pela é sua seu são ser ou tem após entre sobre também até já diz \
         está contra há às aos quando muito pode sem isso ele ela num vai dia hoje ter pelos \
         nesta neste",
        "ãõçáéíóúâêôà",
    ),
    (
        Lang::It,
        "il lo la i gli le di del della dei delle e in un una che per con su da dal dalla al \
         alla è non sono si come più nel nella anche ma ha ho questo questa alle dell all \
         nell sul sulla l d dopo ai tra fra o se degli chi cosa ci contro",
        "èàòùì",
    ),
    (
        Lang::Nl,
        "de het een van en in op dat is te voor met zijn die niet aan er om ook als bij door \
         naar uit maar over heeft worden wordt tot nog hij ze zich na deze wel meer dan kan \
         geen werd tegen onder moet hebben was of hun wat",
        "ë",
    ),
    (
        Lang::Sv,
        "och att i det som en på är av för med den till inte har de om ett var vid men från \
         han hon kan nu ska så vi efter sig under eller när över blir där mot mer också än \
         nya inför alla finns vill säger",
        "åäö",
    ),
    (
        Lang::Da,
        "og at i det som en på er af for med den til ikke har de om et var ved men fra han \
         hun kan nu skal så vi efter sig under eller når over bliver hvor mod mere også end \
         blev havde nye være meget siger vil",
        "æøå",
    ),
    (
        Lang::No,
        "og at i det som en på er av for med den til ikke har de om et var ved men fra han \
         hun kan nå skal så vi etter seg under eller når over blir hvor mot mer også enn ble \
         hadde nye være mye sier vil jeg dette",
        "æøå",
    ),
    (
        Lang::Pl,
        "i w z na do się nie że to jest o za od po jak przez dla są ale co czy być może już \
         tylko oraz jego który która które będzie był było przed ze we tego pod bez ma jej \
         też roku",
        "łąęśćńżźó",
    ),
    (
        Lang::Cs,
        "a v se na je že s z do o to i pro ve po jako za by jsou od podle byl ale které který \
         jeho už si až před při která jen také bude není jak nebo k roce tak mezi proti byla",
        "ěščřžýáíéůú",
    ),
    (
        Lang::Sk,
        "a v sa na je že s z do o to aj pre vo po ako za by sú od podľa bol ale ktoré ktorý \
         jeho už si až pred pri ktorá len tiež bude nie alebo k roku tak medzi proti bola",
        "ľĺŕôťďňáíéýúčšž",
    ),
    (
        Lang::Tr,
        "ve bir bu da de için ile olarak olan çok daha gibi sonra kadar en ne var ancak ise \
         oldu olduğu göre değil her o ya mi mı ama tarafından yeni yok büyük üzerinde etti \
         dedi",
        "ğışöüç",
    ),
    (
        Lang::Vi,
        "và của là các có trong được cho một không người với đã những để khi ở này đến từ về \
         như tại ra vào cũng nhiều hơn sau phải năm trên theo còn bị sẽ lại nước đó",
        "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơưă",
    ),
    (
        Lang::Id,
        "yang dan di dari untuk dengan ini itu pada tidak dalam akan ke juga adalah tersebut \
         oleh bisa ada mereka karena telah sudah saat kata para atau sebagai lebih kami saya \
         menjadi bahwa tahun dia seperti hari",
        "",
    ),
    (
        Lang::Ro,
        "și de la în a cu pe că din un o pentru care nu este au fost mai sunt se al ale dar \
         după prin fi sau să ca lui cel cei această între foarte despre către unui unei",
        "șțăâîşţ",
    ),
    (
        Lang::Hu,
        "a az és hogy nem is egy de van volt meg csak el már mint ez még ki ha fel vagy be \
         azt le kell lesz pedig után között szerint több nagy sem majd amely aki ezt lehet \
         két",
        "őűáéíóöúü",
    ),
    (
        Lang::Fi,
        "ja on ei että oli se hän mutta ovat myös kuin joka tai sen mukaan niin ole jos vain \
         nyt kun olla kanssa sekä vuoden voi tämä mitä ollut hänen sitä siitä ennen \
         jälkeen vielä olisi",
        "äö",
    ),
    (
        Lang::Sl,
        "in je v na se da za so z s ki ne tudi po pri bi ga kot pa bo ob iz do ali še od o ni \
         bil bila že le več kako med smo ter tem to k proti zaradi ima lahko letos kaj pred \
         kdo svoje brez vse bomo bodo pod zdaj nad tako letu vendarle zelo",
        "čšž",
    ),
    (
        Lang::Hr,
        "i u je na se da za su s od o koji što ne kao će bi iz ili ali do koja koje nije po \
         biti samo sve nakon ima može te ga prema više zbog već još kako bio protiv godine",
        "čćžšđ",
    ),
    (
        Lang::Et,
        "ja on ei et oli ka see kui aga mis oma ning ta seda ma kes või siis nii välja üle \
         pole veel aasta olla eesti selle pärast enne kuid olid tema juba",
        "õäöü",
    ),
    (
        Lang::Lv,
        "un ir no ar ka uz par pēc kas bet tika lai arī kā pie gada tas šo vai viņš jau būs \
         bija līdz nav viņa savu pret tiek gadā tā",
        "āēīūļņģķčšž",
    ),
    (
        Lang::Lt,
        "ir kad su į iš yra tai bet buvo kaip apie už po jis tik dėl nuo iki dar bus jau ar \
         prie metų kurie savo kuris jų taip pat prieš",
        "ėųūąęįčšž",
    ),
    (
        Lang::Ca,
        "el la els les de del i en que a un una per amb és no al es més ha com però dels seva \
         seu aquest aquesta han també sobre fins són dos pel entre molt des on als l d s",
        "çàèéíòóúï",
    ),
    (
        Lang::Ru,
        "в и на не что с по о из за к от для это как его у он а то до при после был они но \
         уже об со том ее или все чтобы была во сша россии рф",
        "ыэё",
    ),
    (
        Lang::Uk,
        "в і на не що з по про із за до від для це як його у він а та після був вони але вже \
         об чи всі щоб було була й україни під час",
        "іїєґ",
    ),
    (
        Lang::Bg,
        "в и на не че с по за от да се е са как при след но като или до ще през според бе си \
         във има беше той",
        "ъ",
    ),
    (
        Lang::Sr,
        "у и на не да с по за од је се су са као али или до ће о који што после био из није \
         би која",
        "јљњћђџ",
    ),
    (
        Lang::Mk,
        "во и на не дека со по за од да се е ќе како при но или до кој што беше биде го ја ги",
        "ѓќѕјљњџ",
    ),
    (
        Lang::Be,
        "у і на не што з па пра за да ад для гэта як яго ён а пасля быў але ўжо ці каб была",
        "ўіыэё",
    ),
    (Lang::Kk, "және бір бұл мен үшін де да бойынша деп болып еді осы", "әғқңөұүһі"),
    (Lang::Ar, "في من على إلى أن عن مع هذا هذه التي الذي بعد بين كان ما لا قد ولا أو", "ةىأإ"),
    (Lang::Fa, "و در به از که این را با است برای آن تا بر می ها های شد شده کرد یک", "پچژگ"),
    (Lang::Ur, "کے کی میں کا سے ہے کو نے اور پر کہ ہیں یہ بھی گیا تھا ایک", "ٹڈڑںےہ"),
    (Lang::Hi, "के में की है और को से का पर ने हैं कि भी यह नहीं लिए एक कर हो था तो", ""),
    (Lang::Mr, "आहे आणि या व ते हे की नाही आहेत तर मध्ये होते झाली झाला असे केली साठी", ""),
    (Lang::Ne, "छ र को मा ले पनि हो छन् गरेको भएको थियो भने लागि गर्न तथा", ""),
];
