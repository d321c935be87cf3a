# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_samestory_global_optspecs
    string join \n h/help V/version
end

function __fish_samestory_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_samestory_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_samestory_using_subcommand
    set -l cmd (__fish_samestory_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c samestory -n "__fish_samestory_needs_command" -s h -l help -d 'Print help'
complete -c samestory -n "__fish_samestory_needs_command" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "run" -d 'Everything: copies, stories and facts, into a result folder'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "dedup" -d 'Copies only, as rows {"id","cluster",...}'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "cluster" -d 'Stories only, as rows {"id","cluster",...}'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "facts" -d 'Facts only, a row a fact'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "compare" -d 'Compares these articles: facts shared, in conflict, only in one'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "pairs" -d 'Scores sentence pairs {"id","a","b"}: same fact, conflict or different'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "explain" -d 'Tells why articles are where they are, or what a fact rests on'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "update" -d 'Adds new articles to what is known, a day or an hour at a time'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "diff" -d 'Tells what changed between two runs'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "report" -d 'Renders the reports of a result folder again'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "eval" -d 'Scores a result against truth'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "tune" -d 'Fits settings to one\'s own labels, and tells whether that holds'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "background" -d 'Builds a table of how common words are, from plenty of articles of one language'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "completions" -d 'Prints completions for a shell'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "man" -d 'Writes the manual pages, one a command, into a folder'
complete -c samestory -n "__fish_samestory_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c samestory -n "__fish_samestory_using_subcommand run" -l map -d 'Names a field: `--map title=headline`' -r
complete -c samestory -n "__fish_samestory_using_subcommand run" -l from -d 'Takes articles from this date on (undated ones are left out)' -r
complete -c samestory -n "__fish_samestory_using_subcommand run" -l to -d 'Takes articles up to this date, inclusive: its whole day where it states no time' -r
complete -c samestory -n "__fish_samestory_using_subcommand run" -l lang -d 'Takes articles of these languages (codes such as en), by their lang field' -r
complete -c samestory -n "__fish_samestory_using_subcommand run" -l source -d 'Takes articles of these outlets' -r
complete -c samestory -n "__fish_samestory_using_subcommand run" -l sample -d 'Takes so many articles, chosen by the seed' -r
complete -c samestory -n "__fish_samestory_using_subcommand run" -l seed -d 'Chooses the sample' -r
complete -c samestory -n "__fish_samestory_using_subcommand run" -l keep -d 'Which of several copies survives: earliest, longest, first (in the input), field:NAME (the least value of that field, numbers before words), or outlets in order of trust: `--keep "Reuters,The Ledger"`' -r
complete -c samestory -n "__fish_samestory_using_subcommand run" -l families -d 'Outlets of one owner, which count as one witness: a file with an outlet (name or domain), a tab and its owner on each line' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand run" -l basis -d 'Weighs words, and cuts stories, as the run in this result folder did' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand run" -l scratch -d 'Where texts are kept that cannot be read again (packed files, pages, standard input). `run` also keeps there what each stage has found: stopped, the same command goes on from its last finished stage' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand run" -l threads -d 'Threads; default: all cores, or `RAYON_NUM_THREADS`' -r
complete -c samestory -n "__fish_samestory_using_subcommand run" -l config -d 'Settings file (samestory.toml); `SAMESTORY_FACTS_SAME=0.8` in the environment is stronger, flags are stronger still' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand run" -l log -d 'Adds rows of JSON to this file while it works: stages, how far they are, seconds' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand run" -s o -l output -d 'The result folder; one that exists is replaced only if samestory made it' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand run" -l format -d 'Formats of its tables: jsonl, which is always there, and parquet beside it' -r -f -a "jsonl\t'JSON Lines'
parquet\t'Parquet'"
complete -c samestory -n "__fish_samestory_using_subcommand run" -l max-memory -d 'Memory to take, about (2G): dated input that needs more is sorted by day on disk and looked at a window of days at a time. Stopped, the same command goes on where it was' -r
complete -c samestory -n "__fish_samestory_using_subcommand run" -l all-pages -d 'Takes section fronts, consent walls, paywall stubs, live blogs and digests for articles'
complete -c samestory -n "__fish_samestory_using_subcommand run" -l singles -d 'Lists what one outlet alone carries, or several print in the same words, in stories of two outlets too, not only in larger ones'
complete -c samestory -n "__fish_samestory_using_subcommand run" -l dry-run -d 'Tells what the input holds, which fields were guessed, and about how long and how much memory it would take, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand run" -l show-settings -d 'Prints the settings that would be used, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand run" -s q -l quiet -d 'Prints no summary and no progress'
complete -c samestory -n "__fish_samestory_using_subcommand run" -l json -d 'Prints the summary as JSON'
complete -c samestory -n "__fish_samestory_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c samestory -n "__fish_samestory_using_subcommand run" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l map -d 'Names a field: `--map title=headline`' -r
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l from -d 'Takes articles from this date on (undated ones are left out)' -r
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l to -d 'Takes articles up to this date, inclusive: its whole day where it states no time' -r
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l lang -d 'Takes articles of these languages (codes such as en), by their lang field' -r
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l source -d 'Takes articles of these outlets' -r
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l sample -d 'Takes so many articles, chosen by the seed' -r
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l seed -d 'Chooses the sample' -r
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l keep -d 'Which of several copies survives: earliest, longest, first (in the input), field:NAME (the least value of that field, numbers before words), or outlets in order of trust: `--keep "Reuters,The Ledger"`' -r
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l families -d 'Outlets of one owner, which count as one witness: a file with an outlet (name or domain), a tab and its owner on each line' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l basis -d 'Weighs words, and cuts stories, as the run in this result folder did' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l scratch -d 'Where texts are kept that cannot be read again (packed files, pages, standard input). `run` also keeps there what each stage has found: stopped, the same command goes on from its last finished stage' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l threads -d 'Threads; default: all cores, or `RAYON_NUM_THREADS`' -r
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l config -d 'Settings file (samestory.toml); `SAMESTORY_FACTS_SAME=0.8` in the environment is stronger, flags are stronger still' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l log -d 'Adds rows of JSON to this file while it works: stages, how far they are, seconds' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -s o -l output -d 'Where the rows go; standard output if left out' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l format -d 'How the rows are put down' -r -f -a "jsonl\t'JSON Lines'
parquet\t'Parquet'"
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l threshold -d 'Share of the smaller text that must stand in the larger for a copy, .3 to 1' -r
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l write-kept -d 'Writes the cleaned dump as JSON Lines: what is left when copies and pages that are no articles are taken out' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l audit -d 'Checks the run by brute force on so many articles, and tells what it missed' -r
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l all-pages -d 'Takes section fronts, consent walls, paywall stubs, live blogs and digests for articles'
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l singles -d 'Lists what one outlet alone carries, or several print in the same words, in stories of two outlets too, not only in larger ones'
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l dry-run -d 'Tells what the input holds, which fields were guessed, and about how long and how much memory it would take, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l show-settings -d 'Prints the settings that would be used, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -s q -l quiet -d 'Prints no summary and no progress'
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l json -d 'Prints the summary as JSON'
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -l curve -d 'Prints how surely copies of each share and length are met, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c samestory -n "__fish_samestory_using_subcommand dedup" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l map -d 'Names a field: `--map title=headline`' -r
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l from -d 'Takes articles from this date on (undated ones are left out)' -r
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l to -d 'Takes articles up to this date, inclusive: its whole day where it states no time' -r
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l lang -d 'Takes articles of these languages (codes such as en), by their lang field' -r
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l source -d 'Takes articles of these outlets' -r
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l sample -d 'Takes so many articles, chosen by the seed' -r
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l seed -d 'Chooses the sample' -r
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l keep -d 'Which of several copies survives: earliest, longest, first (in the input), field:NAME (the least value of that field, numbers before words), or outlets in order of trust: `--keep "Reuters,The Ledger"`' -r
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l families -d 'Outlets of one owner, which count as one witness: a file with an outlet (name or domain), a tab and its owner on each line' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l basis -d 'Weighs words, and cuts stories, as the run in this result folder did' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l scratch -d 'Where texts are kept that cannot be read again (packed files, pages, standard input). `run` also keeps there what each stage has found: stopped, the same command goes on from its last finished stage' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l threads -d 'Threads; default: all cores, or `RAYON_NUM_THREADS`' -r
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l config -d 'Settings file (samestory.toml); `SAMESTORY_FACTS_SAME=0.8` in the environment is stronger, flags are stronger still' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l log -d 'Adds rows of JSON to this file while it works: stages, how far they are, seconds' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -s o -l output -d 'Where the rows go; standard output if left out' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l format -d 'How the rows are put down' -r -f -a "jsonl\t'JSON Lines'
parquet\t'Parquet'"
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l all-pages -d 'Takes section fronts, consent walls, paywall stubs, live blogs and digests for articles'
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l singles -d 'Lists what one outlet alone carries, or several print in the same words, in stories of two outlets too, not only in larger ones'
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l dry-run -d 'Tells what the input holds, which fields were guessed, and about how long and how much memory it would take, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l show-settings -d 'Prints the settings that would be used, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -s q -l quiet -d 'Prints no summary and no progress'
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -l json -d 'Prints the summary as JSON'
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c samestory -n "__fish_samestory_using_subcommand cluster" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l map -d 'Names a field: `--map title=headline`' -r
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l from -d 'Takes articles from this date on (undated ones are left out)' -r
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l to -d 'Takes articles up to this date, inclusive: its whole day where it states no time' -r
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l lang -d 'Takes articles of these languages (codes such as en), by their lang field' -r
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l source -d 'Takes articles of these outlets' -r
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l sample -d 'Takes so many articles, chosen by the seed' -r
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l seed -d 'Chooses the sample' -r
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l keep -d 'Which of several copies survives: earliest, longest, first (in the input), field:NAME (the least value of that field, numbers before words), or outlets in order of trust: `--keep "Reuters,The Ledger"`' -r
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l families -d 'Outlets of one owner, which count as one witness: a file with an outlet (name or domain), a tab and its owner on each line' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l basis -d 'Weighs words, and cuts stories, as the run in this result folder did' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l scratch -d 'Where texts are kept that cannot be read again (packed files, pages, standard input). `run` also keeps there what each stage has found: stopped, the same command goes on from its last finished stage' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l threads -d 'Threads; default: all cores, or `RAYON_NUM_THREADS`' -r
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l config -d 'Settings file (samestory.toml); `SAMESTORY_FACTS_SAME=0.8` in the environment is stronger, flags are stronger still' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l log -d 'Adds rows of JSON to this file while it works: stages, how far they are, seconds' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand facts" -s o -l output -d 'Where the rows go; standard output if left out' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l format -d 'How the rows are put down' -r -f -a "jsonl\t'JSON Lines'
parquet\t'Parquet'"
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l all-pages -d 'Takes section fronts, consent walls, paywall stubs, live blogs and digests for articles'
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l singles -d 'Lists what one outlet alone carries, or several print in the same words, in stories of two outlets too, not only in larger ones'
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l dry-run -d 'Tells what the input holds, which fields were guessed, and about how long and how much memory it would take, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l show-settings -d 'Prints the settings that would be used, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand facts" -s q -l quiet -d 'Prints no summary and no progress'
complete -c samestory -n "__fish_samestory_using_subcommand facts" -l json -d 'Prints the summary as JSON'
complete -c samestory -n "__fish_samestory_using_subcommand facts" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c samestory -n "__fish_samestory_using_subcommand facts" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l map -d 'Names a field: `--map title=headline`' -r
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l from -d 'Takes articles from this date on (undated ones are left out)' -r
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l to -d 'Takes articles up to this date, inclusive: its whole day where it states no time' -r
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l lang -d 'Takes articles of these languages (codes such as en), by their lang field' -r
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l source -d 'Takes articles of these outlets' -r
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l sample -d 'Takes so many articles, chosen by the seed' -r
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l seed -d 'Chooses the sample' -r
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l keep -d 'Which of several copies survives: earliest, longest, first (in the input), field:NAME (the least value of that field, numbers before words), or outlets in order of trust: `--keep "Reuters,The Ledger"`' -r
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l families -d 'Outlets of one owner, which count as one witness: a file with an outlet (name or domain), a tab and its owner on each line' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l basis -d 'Weighs words, and cuts stories, as the run in this result folder did' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l scratch -d 'Where texts are kept that cannot be read again (packed files, pages, standard input). `run` also keeps there what each stage has found: stopped, the same command goes on from its last finished stage' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l threads -d 'Threads; default: all cores, or `RAYON_NUM_THREADS`' -r
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l config -d 'Settings file (samestory.toml); `SAMESTORY_FACTS_SAME=0.8` in the environment is stronger, flags are stronger still' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l log -d 'Adds rows of JSON to this file while it works: stages, how far they are, seconds' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l all-pages -d 'Takes section fronts, consent walls, paywall stubs, live blogs and digests for articles'
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l singles -d 'Lists what one outlet alone carries, or several print in the same words, in stories of two outlets too, not only in larger ones'
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l dry-run -d 'Tells what the input holds, which fields were guessed, and about how long and how much memory it would take, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l show-settings -d 'Prints the settings that would be used, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand compare" -s q -l quiet -d 'Prints no summary and no progress'
complete -c samestory -n "__fish_samestory_using_subcommand compare" -l json -d 'Prints the summary as JSON'
complete -c samestory -n "__fish_samestory_using_subcommand compare" -s h -l help -d 'Print help'
complete -c samestory -n "__fish_samestory_using_subcommand compare" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand pairs" -s o -l output -d 'Where the rows go; standard output if left out' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand pairs" -l threads -d 'Threads; default: all cores, or `RAYON_NUM_THREADS`' -r
complete -c samestory -n "__fish_samestory_using_subcommand pairs" -l config -d 'Settings file (samestory.toml); `SAMESTORY_FACTS_SAME=0.8` in the environment is stronger, flags are stronger still' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand pairs" -l log -d 'Adds rows of JSON to this file while it works: stages, how far they are, seconds' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand pairs" -l show-settings -d 'Prints the settings that would be used, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand pairs" -s q -l quiet -d 'Prints no summary and no progress'
complete -c samestory -n "__fish_samestory_using_subcommand pairs" -l json -d 'Prints the summary as JSON'
complete -c samestory -n "__fish_samestory_using_subcommand pairs" -s h -l help -d 'Print help'
complete -c samestory -n "__fish_samestory_using_subcommand pairs" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand explain" -l json -d 'Prints JSON'
complete -c samestory -n "__fish_samestory_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c samestory -n "__fish_samestory_using_subcommand explain" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand update" -l map -d 'Names a field: `--map title=headline`' -r
complete -c samestory -n "__fish_samestory_using_subcommand update" -l from -d 'Takes articles from this date on (undated ones are left out)' -r
complete -c samestory -n "__fish_samestory_using_subcommand update" -l to -d 'Takes articles up to this date, inclusive: its whole day where it states no time' -r
complete -c samestory -n "__fish_samestory_using_subcommand update" -l lang -d 'Takes articles of these languages (codes such as en), by their lang field' -r
complete -c samestory -n "__fish_samestory_using_subcommand update" -l source -d 'Takes articles of these outlets' -r
complete -c samestory -n "__fish_samestory_using_subcommand update" -l sample -d 'Takes so many articles, chosen by the seed' -r
complete -c samestory -n "__fish_samestory_using_subcommand update" -l seed -d 'Chooses the sample' -r
complete -c samestory -n "__fish_samestory_using_subcommand update" -l keep -d 'Which of several copies survives: earliest, longest, first (in the input), field:NAME (the least value of that field, numbers before words), or outlets in order of trust: `--keep "Reuters,The Ledger"`' -r
complete -c samestory -n "__fish_samestory_using_subcommand update" -l families -d 'Outlets of one owner, which count as one witness: a file with an outlet (name or domain), a tab and its owner on each line' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand update" -l basis -d 'Weighs words, and cuts stories, as the run in this result folder did' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand update" -l scratch -d 'Where texts are kept that cannot be read again (packed files, pages, standard input). `run` also keeps there what each stage has found: stopped, the same command goes on from its last finished stage' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand update" -l threads -d 'Threads; default: all cores, or `RAYON_NUM_THREADS`' -r
complete -c samestory -n "__fish_samestory_using_subcommand update" -l config -d 'Settings file (samestory.toml); `SAMESTORY_FACTS_SAME=0.8` in the environment is stronger, flags are stronger still' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand update" -l log -d 'Adds rows of JSON to this file while it works: stages, how far they are, seconds' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand update" -s o -l output -d 'The result folder; one that exists is replaced only if samestory made it' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand update" -l format -d 'Formats of its tables: jsonl, which is always there, and parquet beside it' -r -f -a "jsonl\t'JSON Lines'
parquet\t'Parquet'"
complete -c samestory -n "__fish_samestory_using_subcommand update" -l all-pages -d 'Takes section fronts, consent walls, paywall stubs, live blogs and digests for articles'
complete -c samestory -n "__fish_samestory_using_subcommand update" -l singles -d 'Lists what one outlet alone carries, or several print in the same words, in stories of two outlets too, not only in larger ones'
complete -c samestory -n "__fish_samestory_using_subcommand update" -l dry-run -d 'Tells what the input holds, which fields were guessed, and about how long and how much memory it would take, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand update" -l show-settings -d 'Prints the settings that would be used, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand update" -s q -l quiet -d 'Prints no summary and no progress'
complete -c samestory -n "__fish_samestory_using_subcommand update" -l json -d 'Prints the summary as JSON'
complete -c samestory -n "__fish_samestory_using_subcommand update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c samestory -n "__fish_samestory_using_subcommand update" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand diff" -l json -d 'Prints JSON Lines, a change a row'
complete -c samestory -n "__fish_samestory_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c samestory -n "__fish_samestory_using_subcommand diff" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand report" -l format -d 'What to render: html (and parquet, all tables) into the folder, the others to standard output' -r
complete -c samestory -n "__fish_samestory_using_subcommand report" -l story -d 'Only this story with its facts, for the formats markdown and csv' -r
complete -c samestory -n "__fish_samestory_using_subcommand report" -l template -d 'Makes the page from this template instead of the shipped one (minijinja; it sees the same values and may include the shipped templates by name)' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand report" -l gold -d 'Tells on the page how well the result matches a truth, as `eval` measures it: stories=FILE, duplicates=FILE, facts=FILE' -r
complete -c samestory -n "__fish_samestory_using_subcommand report" -s q -l quiet -d 'Shortens the summary for `--format terminal` and says nothing else'
complete -c samestory -n "__fish_samestory_using_subcommand report" -s h -l help -d 'Print help'
complete -c samestory -n "__fish_samestory_using_subcommand report" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand eval" -l gold -d 'The truth: JSON Lines {"id","cluster"} or TSV id, cluster; facts as JSON; pairs as JSON Lines' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand eval" -l label -d 'For pairs: the field of the truth that holds the label' -r
complete -c samestory -n "__fish_samestory_using_subcommand eval" -l json -d 'Prints JSON'
complete -c samestory -n "__fish_samestory_using_subcommand eval" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c samestory -n "__fish_samestory_using_subcommand eval" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l map -d 'Names a field: `--map title=headline`' -r
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l from -d 'Takes articles from this date on (undated ones are left out)' -r
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l to -d 'Takes articles up to this date, inclusive: its whole day where it states no time' -r
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l lang -d 'Takes articles of these languages (codes such as en), by their lang field' -r
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l source -d 'Takes articles of these outlets' -r
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l sample -d 'Takes so many articles, chosen by the seed' -r
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l seed -d 'Chooses the sample' -r
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l keep -d 'Which of several copies survives: earliest, longest, first (in the input), field:NAME (the least value of that field, numbers before words), or outlets in order of trust: `--keep "Reuters,The Ledger"`' -r
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l families -d 'Outlets of one owner, which count as one witness: a file with an outlet (name or domain), a tab and its owner on each line' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l basis -d 'Weighs words, and cuts stories, as the run in this result folder did' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l scratch -d 'Where texts are kept that cannot be read again (packed files, pages, standard input). `run` also keeps there what each stage has found: stopped, the same command goes on from its last finished stage' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l threads -d 'Threads; default: all cores, or `RAYON_NUM_THREADS`' -r
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l config -d 'Settings file (samestory.toml); `SAMESTORY_FACTS_SAME=0.8` in the environment is stronger, flags are stronger still' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l log -d 'Adds rows of JSON to this file while it works: stages, how far they are, seconds' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l gold -d 'The labels: JSON Lines {"id","cluster"} or TSV id, cluster' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l kind -d 'What the labels are about' -r -f -a "stories\t'Stories: the cut and the weights of the views'
duplicates\t'Copies: the containment'"
complete -c samestory -n "__fish_samestory_using_subcommand tune" -s o -l output -d 'Where the samestory.toml goes; standard output if left out' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l all-pages -d 'Takes section fronts, consent walls, paywall stubs, live blogs and digests for articles'
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l singles -d 'Lists what one outlet alone carries, or several print in the same words, in stories of two outlets too, not only in larger ones'
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l dry-run -d 'Tells what the input holds, which fields were guessed, and about how long and how much memory it would take, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l show-settings -d 'Prints the settings that would be used, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand tune" -s q -l quiet -d 'Prints no summary and no progress'
complete -c samestory -n "__fish_samestory_using_subcommand tune" -l json -d 'Prints the summary as JSON'
complete -c samestory -n "__fish_samestory_using_subcommand tune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c samestory -n "__fish_samestory_using_subcommand tune" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand background" -l map -d 'Names a field: `--map title=headline`' -r
complete -c samestory -n "__fish_samestory_using_subcommand background" -l from -d 'Takes articles from this date on (undated ones are left out)' -r
complete -c samestory -n "__fish_samestory_using_subcommand background" -l to -d 'Takes articles up to this date, inclusive: its whole day where it states no time' -r
complete -c samestory -n "__fish_samestory_using_subcommand background" -l lang -d 'Takes articles of these languages (codes such as en), by their lang field' -r
complete -c samestory -n "__fish_samestory_using_subcommand background" -l source -d 'Takes articles of these outlets' -r
complete -c samestory -n "__fish_samestory_using_subcommand background" -l sample -d 'Takes so many articles, chosen by the seed' -r
complete -c samestory -n "__fish_samestory_using_subcommand background" -l seed -d 'Chooses the sample' -r
complete -c samestory -n "__fish_samestory_using_subcommand background" -l keep -d 'Which of several copies survives: earliest, longest, first (in the input), field:NAME (the least value of that field, numbers before words), or outlets in order of trust: `--keep "Reuters,The Ledger"`' -r
complete -c samestory -n "__fish_samestory_using_subcommand background" -l families -d 'Outlets of one owner, which count as one witness: a file with an outlet (name or domain), a tab and its owner on each line' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand background" -l basis -d 'Weighs words, and cuts stories, as the run in this result folder did' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand background" -l scratch -d 'Where texts are kept that cannot be read again (packed files, pages, standard input). `run` also keeps there what each stage has found: stopped, the same command goes on from its last finished stage' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand background" -l threads -d 'Threads; default: all cores, or `RAYON_NUM_THREADS`' -r
complete -c samestory -n "__fish_samestory_using_subcommand background" -l config -d 'Settings file (samestory.toml); `SAMESTORY_FACTS_SAME=0.8` in the environment is stronger, flags are stronger still' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand background" -l log -d 'Adds rows of JSON to this file while it works: stages, how far they are, seconds' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand background" -s o -l output -d 'The table' -r -F
complete -c samestory -n "__fish_samestory_using_subcommand background" -l all-pages -d 'Takes section fronts, consent walls, paywall stubs, live blogs and digests for articles'
complete -c samestory -n "__fish_samestory_using_subcommand background" -l singles -d 'Lists what one outlet alone carries, or several print in the same words, in stories of two outlets too, not only in larger ones'
complete -c samestory -n "__fish_samestory_using_subcommand background" -l dry-run -d 'Tells what the input holds, which fields were guessed, and about how long and how much memory it would take, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand background" -l show-settings -d 'Prints the settings that would be used, and stops'
complete -c samestory -n "__fish_samestory_using_subcommand background" -s q -l quiet -d 'Prints no summary and no progress'
complete -c samestory -n "__fish_samestory_using_subcommand background" -l json -d 'Prints the summary as JSON'
complete -c samestory -n "__fish_samestory_using_subcommand background" -s h -l help -d 'Print help'
complete -c samestory -n "__fish_samestory_using_subcommand background" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand completions" -s h -l help -d 'Print help'
complete -c samestory -n "__fish_samestory_using_subcommand completions" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand man" -s h -l help -d 'Print help'
complete -c samestory -n "__fish_samestory_using_subcommand man" -s V -l version -d 'Print version'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "run" -d 'Everything: copies, stories and facts, into a result folder'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "dedup" -d 'Copies only, as rows {"id","cluster",...}'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "cluster" -d 'Stories only, as rows {"id","cluster",...}'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "facts" -d 'Facts only, a row a fact'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "compare" -d 'Compares these articles: facts shared, in conflict, only in one'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "pairs" -d 'Scores sentence pairs {"id","a","b"}: same fact, conflict or different'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "explain" -d 'Tells why articles are where they are, or what a fact rests on'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "update" -d 'Adds new articles to what is known, a day or an hour at a time'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "diff" -d 'Tells what changed between two runs'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "report" -d 'Renders the reports of a result folder again'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "eval" -d 'Scores a result against truth'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "tune" -d 'Fits settings to one\'s own labels, and tells whether that holds'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "background" -d 'Builds a table of how common words are, from plenty of articles of one language'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "completions" -d 'Prints completions for a shell'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "man" -d 'Writes the manual pages, one a command, into a folder'
complete -c samestory -n "__fish_samestory_using_subcommand help; and not __fish_seen_subcommand_from run dedup cluster facts compare pairs explain update diff report eval tune background completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
