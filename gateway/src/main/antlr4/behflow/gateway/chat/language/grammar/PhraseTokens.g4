/**
 * The tokens of dates, times, repetition, priorities and tags in English task texts. The longest token wins, so a keyword is
 * found as a whole word only: "today's", "sundays-only" and "a/b" are WORD. What no phrase begins or goes on with is WORD,
 * QUOTED, IDIOM, URL or OTHER. Digits of other scripts are made Latin before the text comes here.
 */
lexer grammar PhraseTokens;

options { caseInsensitive = true; }

// Never parsed ----------------------------------------------------------------------------------------------------
QUOTED : '"' ~["]* '"' | '\u201C' ~[\u201C\u201D]* '\u201D' | '\u201E' ~[\u201C\u201D\u201E]* [\u201C\u201D] | '\u00AB' ~[\u00AB\u00BB]* '\u00BB' ;
SPACE  : [\p{White_Space}]+ -> skip ;
URL    : [a-z] [a-z0-9+.\-]* '://' ~[\p{White_Space}"]+ ;
IDIOM  : ('black' | 'good' | 'casual' | 'freaky' | 'girl' | 'man') S 'friday'
       | ('cyber' | 'easter' | 'blue' | 'rose' | 'pentecost' | 'whit' | 'manic') S 'monday'
       | ('super' | 'fat' | 'shrove' | 'giving' | 'taco' | 'ruby') S 'tuesday'
       | 'ash' S 'wednesday' | 'throwback' S 'thursday' | 'maundy' S 'thursday'
       | ('easter' | 'palm' | 'bloody') S 'sunday' | 'sunday' S ('school' | 'roast' | 'times' | 'best')
       | ('movie' | 'game' | 'games' | 'date' | 'quiz' | 'poker' | 'pizza' | 'girls' | 'opening' | 'wedding' | 'hen' | 'stag' | 'all') S 'night'
       | 'saturday' S 'night' S ('live' | 'fever') | 'friday' S 'night' S 'lights' | 'monday' S ('blues' | 'dot' S 'com')
       | 'usa' S 'today' | 'today' S 'show' | 'tonight' S 'show' | 'tomorrow' S 'never' S ('dies' | 'knows')
       | 'sat' S ('nav' | 'navs' | 'down' | 'phone') | 'sun' S ('screen' | 'cream' | 'burn' | 'lotion' | 'dress' | 'hat' | 'deck' | 'glasses' | 'flower' | 'rise' | 'set')
       | 'mon' S ('ami' | 'cheri' | 'dieu' | 'amour') | 'may' S ('day' | 'be' | 'have' | 'not' | 'well' | 'also')
       | 'march' S ('madness' | 'hare') | 'high' S 'noon' | 'rush' S 'hour' | 'happy' S 'hour' | 'end' S 'of' S 'days' ;
fragment S : [ \t]+ ;

// Marks -----------------------------------------------------------------------------------------------------------
HASHTAG : '#' W ([\p{L}\p{M}\p{N}_/\-]* W)? ;
BANG    : '!' ('urgent' | 'highest' | 'high' | 'medium' | 'med' | 'normal' | 'lowest' | 'low' | 'p'? [1-4]) ;
LEVEL_P : 'p' [1-4] ;

// Figures ---------------------------------------------------------------------------------------------------------
ISO_DATETIME : D D D D '-' D D '-' D D 'T' D D ':' D D (':' D D ('.' D+)?)? ('Z' | [+\-] D D ':'? D D)? ;
CLOCK_RANGE  : D D? (':' D D)? AP? [\-\u2013] D D? (':' D D AP? | AP) ;
CLOCK_AMPM   : D D? ([:.] D D)? AP ;
CLOCK        : D D? ':' D D (':' D D)? ;
DASHED       : D+ ('-' D+)+ ;
SLASHED      : D+ ('/' D+)+ ;
DAY_MONTH    : D D? '.' D D? '.' ;
DOTTED       : D+ ('.' D+)+ ;
COMPACT      : (D D? D? D? ('mo' | 'mins' | 'min' | 'm' | 'hours' | 'hour' | 'hrs' | 'hr' | 'h' | 'days' | 'day' | 'd' | 'weeks' | 'week' | 'w'))+ ;
ORDINAL      : D D? ('st' | 'nd' | 'rd' | 'th') ;
YEAR         : D D D D ;
NUMBER       : D D? D? ;
AMPM         : AP ;
fragment AP  : ('am' | 'pm' | 'a.m' | 'p.m' | 'a.m.' | 'p.m.') ;
fragment D   : [0-9] ;

// Days ------------------------------------------------------------------------------------------------------------
WEEKDAY       : 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday' ;
WEEKDAY_SHORT : 'mon' | 'tues' | 'tue' | 'wed' | 'weds' | 'thurs' | 'thur' | 'thu' | 'fri' | 'sat' | 'sun' ;
WEEKDAYS      : 'mondays' | 'tuesdays' | 'wednesdays' | 'thursdays' | 'fridays' | 'saturdays' | 'sundays' ;
MONTH_NAME    : 'january' | 'february' | 'march' | 'april' | 'may' | 'june' | 'july' | 'august' | 'september' | 'october' | 'november' | 'december'
              | 'jan' | 'feb' | 'mar' | 'apr' | 'jun' | 'jul' | 'aug' | 'sept' | 'sep' | 'oct' | 'nov' | 'dec' ;
TODAY         : 'today' | 'tod' ;
TOMORROW      : 'tomorrow' | 'tommorow' | 'tommorrow' | 'tomorow' | 'tmrw' | 'tmr' | 'tmw' ;
YESTERDAY     : 'yesterday' ;
TONIGHT       : 'tonight' | 'tonite' ;
NOON          : 'noon' | 'midday' ;
MIDNIGHT      : 'midnight' ;
DAYPART       : 'morning' | 'afternoon' | 'evening' | 'night' ;
EVERY_DAYPART : 'mornings' | 'afternoons' | 'evenings' | 'nights' ;
EOD : 'eod' ; EOW : 'eow' ; EOM : 'eom' ; EOY : 'eoy' ;

// Units -----------------------------------------------------------------------------------------------------------
MINUTE  : 'minutes' | 'minute' | 'mins' | 'min' ;
HOUR    : 'hours' | 'hour' | 'hrs' | 'hr' ;
DAY     : 'days' | 'day' ;
WEEK    : 'weeks' | 'week' | 'wks' | 'wk' ;
MONTH   : 'months' | 'month' ;
QUARTER : 'quarters' | 'quarter' ;
YEARS   : 'years' | 'year' ;
FORTNIGHT : 'fortnights' | 'fortnight' ;
WEEKEND  : 'weekend' ;
WEEKENDS : 'weekends' ;
WORKDAY  : 'weekday' | 'workday' ;
WORKDAYS : 'weekdays' | 'workdays' ;
WORKING : 'working' | 'business' | 'work' ;

// Little words ----------------------------------------------------------------------------------------------------
NUMBER_WORD  : 'one' | 'two' | 'three' | 'four' | 'five' | 'six' | 'seven' | 'eight' | 'nine' | 'ten' | 'eleven' | 'twelve'
             | 'fifteen' | 'twenty' | 'thirty' | 'forty' | 'fifty' | 'sixty' | 'ninety' ;
ORDINAL_WORD : 'first' | 'second' | 'third' | 'fourth' | 'fifth' | 'sixth' | 'seventh' | 'eighth' | 'ninth' | 'tenth' ;
FREQUENCY    : 'hourly' | 'daily' | 'nightly' | 'weekly' | 'biweekly' | 'fortnightly' | 'monthly' | 'bimonthly' | 'quarterly' | 'yearly' | 'annually' ;
EVERY    : 'every' | 'each' | 'ev' ;
OTHER_WORD : 'other' ;
ONCE     : 'once' ;
TIMES    : 'times' ;
THIS     : 'this' ;
NEXT     : 'next' ;
COMING   : 'coming' | 'upcoming' ;
LAST     : 'last' ;
PAST     : 'past' ;
PREVIOUS : 'previous' ;
AGO      : 'ago' ;
THE      : 'the' ;
A        : 'a' | 'an' ;
OF       : 'of' ;
AND      : 'and' | '&' ;
ON       : 'on' ;
BY       : 'by' ;
AT       : 'at' | '@' ;
IN       : 'in' ;
TO       : 'to' ;
FOR      : 'for' ;
FROM     : 'from' ;
WITH     : 'with' ;
AS       : 'as' ;
WITHIN   : 'within' ;
BETWEEN  : 'between' ;
SINCE    : 'since' ;
BEFORE   : 'before' ;
AFTER    : 'after' ;
UNTIL    : 'until' | 'till' | 'til' | 'through' ;
STARTING : 'starting' | 'beginning' | 'start' ;
END      : 'end' ;
IS       : 'is' ;
DUE      : 'due' | 'deadline' ;
NOW      : 'now' ;
NO       : 'no' ;
LATER    : 'later' ;
THAN     : 'than' ;
HALF     : 'half' ;
COUPLE   : 'couple' ;
OCLOCK   : 'o' ['\u2019] 'clock' ;
TIME     : 'time' ;
PRIORITY : 'priority' | 'prio' ;
LEVEL    : 'high' | 'highest' | 'top' | 'medium' | 'normal' | 'low' | 'lowest' ;
URGENT   : 'urgent' | 'urgently' | 'asap' ;
TAGGED   : 'tagged' ;
TAG      : 'tag' | 'tags' ;

COMMA : ',' ;
COLON : ':' ;
DASH  : '-' | '\u2013' | '\u2014' ;
APOSTROPHE : '\'' | '\u2019' ;

// Everything else -------------------------------------------------------------------------------------------------
WORD  : W (W | J+ W)* '#'? ;
OTHER : . ;
fragment W : [\p{L}\p{M}\p{N}_] ;
fragment J : ['\u2019\u200C\-./@:&+=#%\\] ;
