package behflow.api.audit;

import java.util.Locale;

/** Why text was erased: words of the server's own, because the event that carries them stays for ever. */
public enum ErasureBasis {
    /** The person whose data it is asked for it (GDPR, article 17). */
    REQUEST,
    /** An administrator did it, for reasons kept elsewhere. */
    ADMINISTRATOR;

    /** The word in events and the API. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
