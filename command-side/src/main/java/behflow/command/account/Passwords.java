package behflow.command.account;

import behflow.api.kernel.RejectedException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Argon2id with 19 MiB, two passes, one lane (OWASP). At most two hashes are made at a time, because each is meant to be
 * expensive; whoever has to wait too long is told to come back.
 */
@Component
class Passwords {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PasswordEncoder encoder;
    private final Semaphore turns = new Semaphore(2, true);
    /** Of no account; compared with where there is none, so that both cases take the same time. */
    private final String nobody;

    /** @param encoders of which there is one where another than {@link #argon2id} is meant, as in tests */
    @Autowired
    Passwords(ObjectProvider<PasswordEncoder> encoders) {
        this(encoders.getIfAvailable(Passwords::argon2id));
    }

    Passwords(PasswordEncoder encoder) {
        this.encoder = encoder;
        this.nobody = encoder.encode("nobody's password");
    }

    static PasswordEncoder argon2id() {
        return new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);
    }

    String hash(String password) {
        return inTurn(() -> encoder.encode(password));
    }

    /**
     * To be called {@link #inTurn in turn}.
     *
     * @param hash null for an account that does not exist: the answer is then always false, at the same cost
     */
    boolean matches(String password, @Nullable String hash) {
        return encoder.matches(password, hash == null ? nobody : hash) && hash != null;
    }

    /** Does the work when it is its turn, with whatever belongs to it and should not wait in line itself. */
    <T> T inTurn(Supplier<T> work) {
        boolean mine;
        try {
            mine = turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            mine = false;
        }
        if (!mine) {
            throw RejectedException.unavailable("Too many people log in just now", Duration.ofSeconds(5));
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
