/**
 * The phrases that a task's text may hold. The scanner tries `phrase` at every token, longest window first; whether a phrase
 * that fits is meant as one is decided by its neighbours, not here. See docs/language.md.
 */
parser grammar PhraseRules;

options { tokenVocab = PhraseTokens; }

// Entries -----------------------------------------------------------------------------------------------------------
phrase      : (due | repetition | priority | tagging) EOF ;
dateAlone   : (due | DAYPART | duration) EOF ;

// When it is due ------------------------------------------------------------------------------------------------------
due    : marker? when ;
marker : COMMA? IS? DUE COLON? (ON | BY | AT | BEFORE | UNTIL | IN)? | ON | BY | AT | BEFORE | UNTIL | FOR | (NO | AND) LATER THAN ;
when
    : isoDateTime
    | elapsed
    | date (COMMA? time)?
    | time (COMMA? (ON | FOR)? date)?
    ;

isoDateTime : ISO_DATETIME ;

elapsed     : (IN | WITHIN) THE? (NEXT)? duration (APOSTROPHE? TIME)? (COMMA? time)?
            | duration FROM (NOW | today=TODAY | tomorrow=TOMORROW | weekday) (COMMA? time)?
            | duration ago=AGO ;
duration    : durationPart ((AND | COMMA)? durationPart)* ;
durationPart : COMPACT
            | quantity unit
            | HALF A? unit
            | quantity unit AND A HALF
            | quantity AND A HALF unit
            | FORTNIGHT ;
quantity    : NUMBER | DOTTED | YEAR | NUMBER_WORD | A COUPLE OF? | A ;
unit        : MINUTE | HOUR | DAY | WEEK | MONTH | QUARTER | YEARS | FORTNIGHT | WORKING DAY | WORKDAY | WORKDAYS ;

// Days ------------------------------------------------------------------------------------------------------------------
date
    : TODAY                                                          # today
    | TOMORROW                                                       # tomorrow
    | YESTERDAY                                                      # yesterday
    | THE? DAY AFTER TOMORROW                                        # dayAfterTomorrow
    | THE? DAY BEFORE YESTERDAY                                      # dayBeforeYesterday
    | weekday (COMMA? (THIS | next=NEXT) WEEK)?                      # bareWeekday
    | THIS COMING? weekday                                           # thisWeekday
    | THE? COMING weekday                                            # thisWeekday
    | NEXT weekday                                                   # nextWeekday
    | (LAST | PREVIOUS | PAST) weekday                               # lastWeekday
    | (THIS | next=NEXT) WEEK COMMA? ON? weekday                     # weekdayOfWeek
    | weekday COMMA? absolute                                        # namedAbsolute
    | absolute                                                       # plainAbsolute
    | edge                                                           # edgeDay
    | period                                                         # periodEnd
    ;
weekday   : WEEKDAY | WEEKDAY_SHORT ;

absolute
    : MONTH_NAME (dayNumber | THE ORDINAL_WORD) (COMMA? YEAR)?       # monthDay
    | THE? dayNumber OF? MONTH_NAME (COMMA? YEAR)?                   # monthDay
    | THE ORDINAL_WORD OF MONTH_NAME (COMMA? YEAR)?                  # monthDay
    | THE? ORDINAL ((OF (THE | THIS | next=NEXT) | OF) MONTH)?       # dayOfMonth
    | THE? nth weekday (OF | IN) whichMonth                          # nthWeekday
    | numeric                                                        # numericDay
    ;
dayNumber  : NUMBER | THE? ORDINAL ;
nth        : ORDINAL | ORDINAL_WORD | LAST ;
whichMonth : MONTH_NAME YEAR? | (THE | THIS | next=NEXT) MONTH ;
numeric    : DASHED | SLASHED | DOTTED | DAY_MONTH ;

edge
    : THE? END OF ((THE | THIS)? edgeUnit | next=NEXT edgeUnit | today=TODAY | tomorrow=TOMORROW | MONTH_NAME YEAR?)  # endOf
    | THE? LAST DAY OF ((THE | THIS) edgeUnit | next=NEXT edgeUnit | MONTH_NAME YEAR?)                                # endOf
    | (MONTH | YEARS) END                                            # monthEnd
    | (EOD | EOW | EOM | EOY)                                        # shortEnd
    | THE? STARTING OF ((THE | THIS) edgeUnit | next=NEXT edgeUnit | MONTH_NAME YEAR?)                                # startOf
    ;
edgeUnit   : DAY | WEEK | MONTH | QUARTER | YEARS ;
period     : (THIS | next=NEXT | last=LAST | last=PREVIOUS) (WEEK | MONTH | QUARTER | YEARS | WEEKEND) | THE? WEEKEND ;

// Times of day ------------------------------------------------------------------------------------------------------------
time
    : (AT | BY | BEFORE | UNTIL)? clock ((IN THE | THIS)? DAYPART | AT night=DAYPART)?                                # clockTime
    | (AT | BY | BEFORE | UNTIL) hourOnly ((IN THE | THIS)? DAYPART | AT night=DAYPART)?                              # hourTime
    | hourOnly OCLOCK (IN THE DAYPART | AT night=DAYPART)?                                                           # oclockTime
    | hourOnly IN THE DAYPART                                                                                         # hourTime
    | (AT | BY | BEFORE | UNTIL)? (HALF PAST | QUARTER PAST | QUARTER to=TO) hourOnly                                 # spokenTime
    | FROM? CLOCK_RANGE                                                                                               # rangeTime
    | FROM? clock (DASH | TO | UNTIL) clock                                                                           # rangeTime
    | (THIS | IN THE | (AT | BY) THE?)? DAYPART (AT? clock | AT hourOnly)?                                            # dayPart
    | (BY | BEFORE | UNTIL)? TONIGHT (AT? clock | AT hourOnly)?                                                       # tonight
    ;
clock    : CLOCK AMPM? | CLOCK_AMPM | (NUMBER | DOTTED | NUMBER_WORD) AMPM | (NUMBER | NUMBER_WORD)? NOON | MIDNIGHT ;
hourOnly : NUMBER | NUMBER_WORD ;

// Repetition --------------------------------------------------------------------------------------------------------------
repetition : COMMA? repeat (COMMA? tail)* ;
repeat
    : EVERY OTHER_WORD? (MINUTE | HOUR | DAY | WEEK | MONTH | QUARTER | YEARS | FORTNIGHT)                            # everyUnit
    | EVERY (quantity | nth) (MINUTE | HOUR | DAY | WEEK | MONTH | QUARTER | YEARS | WORKING DAY)                     # everyUnit
    | EVERY (WORKDAY | WORKING DAY)                                  # everyWorkday
    | EVERY WEEKEND                                                  # everyWeekend
    | EVERY OTHER_WORD? weekdays                                     # everyWeekday
    | EVERY nth (weekday | WORKING DAY | WORKDAY) (OF (THE | EVERY) MONTH)?                                          # everyNth
    | EVERY nth (DAY | WORKDAY | WORKING DAY) OF (THE | EVERY) MONTH                                                  # everyNthDay
    | EVERY MONTH? ORDINAL (OF (THE | EVERY)? MONTH)?                # everyMonthDay
    | EVERY (MONTH_NAME dayNumber | dayNumber OF? MONTH_NAME)        # everyYearDay
    | EVERY DAYPART                                                  # everyPart
    | FREQUENCY                                                      # frequency
    | ONCE (A | EVERY) (DAY | WEEK | MONTH | QUARTER | YEARS)        # once
    | ON? THE? nth (weekday | WORKING DAY | WORKDAY) OF EVERY MONTH  # everyNth
    | ON? THE? nth DAY OF EVERY MONTH                                # everyNthDay
    | ON? THE? nth OF EVERY MONTH                                    # everyMonthDay
    | ON pluralDays                                                  # pluralWeekdays
    | ON? (WEEKENDS | WORKDAYS)                                      # pluralUnits
    | IN THE EVERY_DAYPART                                           # everyPart
    ;
weekdays   : weekday ((COMMA | AND | COMMA AND) EVERY? weekday)* ;
pluralDays : WEEKDAYS ((COMMA | AND | COMMA AND) ON? WEEKDAYS)* ;
tail
    : ON? (weekdays | pluralDays)                                    # onWeekdays
    | ON THE monthDays (OF (THE | EVERY)? MONTH)?                    # onMonthDays
    | ON THE nth (weekday | DAY | WORKING DAY | WORKDAY) (OF (THE | EVERY | EVERY? A)? MONTH)?                        # onNth
    | ON absolute                                                    # onYearDay
    | time                                                           # atTime
    | (STARTING | FROM) (ON | FROM | THE)? date                      # startingOn
    | UNTIL date                                                     # untilDate
    | FOR? (NUMBER | NUMBER_WORD) TIMES                              # count
    | FOR duration                                                   # forDuration
    ;
monthDays  : ORDINAL ((COMMA | AND | COMMA AND) THE? ORDINAL)* ;

// Priority ----------------------------------------------------------------------------------------------------------------
priority
    : LEVEL_P
    | BANG
    | URGENT
    | (COMMA? (WITH | AS | AT | IS) A?)? (LEVEL | URGENT) PRIORITY
    | (COMMA? WITH)? PRIORITY (COLON | IS)? (LEVEL | URGENT | LEVEL_P)
    | PRIORITY LEVEL_P
    ;

// Tags --------------------------------------------------------------------------------------------------------------------
tagging : HASHTAG | COMMA? AND? TAGGED (WITH | AS)? COLON? tagList | COMMA? WITH? TAG COLON? tagList ;
tagList : tagItem ((COMMA | AND | COMMA AND) tagItem)* ;
tagItem : ~(TODAY | TOMORROW | TONIGHT | WEEKDAY | WEEKDAY_SHORT | WEEKDAYS | EVERY | NEXT | THIS | UNTIL | BEFORE | DUE | LEVEL | URGENT | PRIORITY | FREQUENCY | CLOCK | CLOCK_AMPM |
    DASHED | SLASHED | COMMA | AND | COLON | DASH | OTHER | QUOTED | URL | IDIOM | BANG | LEVEL_P | TAGGED | TAG | WITH | AS | BY | ON | IN | AT | TO | OF | THE | A | FOR | FROM | EOF) ;
