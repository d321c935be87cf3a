"use strict";
(() => {
{% include "script/words.js" %}
{% include "script/dom.js" %}
{% include "script/data.js" %}
{% include "script/marks.js" %}
{% include "script/charts.js" %}
{% include "script/fact.js" %}
{% include "script/grid.js" %}
{% include "script/story.js" %}
{% include "script/stories.js" %}
{% include "script/facts.js" %}
{% include "script/copies.js" %}
{% include "script/review.js" %}
{% include "script/map.js" %}
{% include "script/main.js" %}
document.documentElement.classList.add("ready");
})();
