package behflow.command.account;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A password that was made at random, to be told once.
 *
 * @param hash what is kept of it
 */
public record FreshPassword(String password, String hash) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** 144 bits, as text that can be copied. */
    public static FreshPassword make() {
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new FreshPassword(password, String.valueOf(Passwords.argon2id().encode(password)));
    }

    @Override
    public String toString() {
        return "FreshPassword";
    }
}
