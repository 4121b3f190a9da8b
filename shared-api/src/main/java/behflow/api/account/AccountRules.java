package behflow.api.account;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.Text;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rules for an account's values (contract, part 1). */
public final class AccountRules {

    /** Of a password, in code points. */
    public static final int PASSWORD_MAXIMUM = 128;

    /** Of a name, in code points. */
    public static final int USERNAME_MAXIMUM = 50;

    /** Of a name's key, in code points: a letter in another case is up to three. */
    public static final int USERNAME_KEY_MAXIMUM = 3 * USERNAME_MAXIMUM;

    public static final List<String> DATE_ORDERS = List.of("dmy", "mdy", "ymd");

    private static final Pattern USERNAME = Pattern.compile("[\\p{L}\\p{M}\\p{Nd}._-]+");
    private static final Pattern EMAIL =
            Pattern.compile("[^@\\s\\p{Cntrl}<>()\\[\\],;:\\\\\"]{1,64}@[^@\\s\\p{Cntrl}<>()\\[\\],;:\\\\\"]{1,189}");

    private AccountRules() {}

    /** 3 to 50 letters, digits, dots, underscores and hyphens. */
    public static String username(String raw) {
        String username = Text.of("username", raw, 3, USERNAME_MAXIMUM);
        if (!USERNAME.matcher(username).matches()) {
            throw RejectedException.invalid(
                    "username", "username may hold letters, digits, dots, underscores and hyphens.");
        }
        return username;
    }

    /** What two names must not share: names differ by more than case. */
    public static String usernameKey(String username) {
        return username.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** The keys of names that an operator lists, as {@code BEHFLOW_ADMINS} does; an empty one names nobody. */
    public static Set<String> usernameKeys(Collection<String> listed) {
        return listed.stream()
                .filter(name -> !name.isBlank())
                .map(name -> usernameKey(Text.normalised(name.strip(), USERNAME_MAXIMUM)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** 8 to 128 characters, any. */
    public static String password(String field, String raw) {
        return Text.of(field, raw, 8, PASSWORD_MAXIMUM);
    }

    /** 1 to 100 characters, not blank. */
    public static String personName(String field, String raw) {
        return Text.notBlank(field, raw, 100);
    }

    /** An IANA zone. */
    public static String timezone(String raw) {
        try {
            if (ZoneId.getAvailableZoneIds().contains(raw)) {
                return ZoneId.of(raw).getId();
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw RejectedException.invalid("timezone", "timezone must be an IANA time zone such as Europe/Berlin.");
    }

    public static String dateOrder(String raw) {
        if (!DATE_ORDERS.contains(raw)) {
            throw RejectedException.invalid("date_order", "date_order must be one of dmy, mdy, ymd.");
        }
        return raw;
    }

    public static String email(String raw) {
        String email = Text.of("email", raw, 3, 254);
        if (!EMAIL.matcher(email).matches()) {
            throw RejectedException.invalid("email", "email must be an e-mail address.");
        }
        return email;
    }
}
