package behflow.gateway.chat.language;

import java.util.Set;

/** Words beside a phrase that tell whether it is meant as one. */
final class Words {

    /** A clause goes on after a date with these. */
    static final Set<String> FUNCTION = Set.of(
            ("about with at for to in on from by and or because so if when while before after unless but the a an my our"
                            + " his her their your via using near then not as that which instead please until till")
                    .split(" "));

    /** A date after these is no due date. */
    static final Set<String> NO_DATE_AFTER = Set.of(
            ("since after from about of than like last previous the a an my our your his her their its every each no"
                            + " between to regarding re per past not through during")
                    .split(" "));

    /** An adjective follows these. */
    static final Set<String> ARTICLES =
            Set.of("the a an my our your his her their its this that very not no of and".split(" "));

    /** "at 5" after these is no time, and "on …" after these no day. */
    static final Set<String> STICKY = Set.of(
            ("look looking aim aimed limit cap capped set priced fix stuck stare shoot keep version stop round hold work"
                            + " working focus comment feedback info vote based")
                    .split(" "));

    /** A text that begins with a date goes on with what is to be done. */
    static final Set<String> VERBS = Set.of(
            ("add ask bake book bring build buy call cancel change check clean close collect cook create decide deliver"
                            + " deploy discuss do draft drop email empty feed file fill find finish fix follow get give go"
                            + " hand help install invite join learn leave make meet move mow order organise organize pack"
                            + " paint pay phone pick plan plant practise practice prepare print publish put read register"
                            + " remind renew repair replace reply report research reserve return review ring run schedule"
                            + " send sell set ship shop sign start stretch study submit sync take talk tell test text tidy"
                            + " update upload vacuum visit walk wash watch water write")
                    .split(" "));

    private Words() {}
}
