package behflow.gateway.live;

import java.io.IOException;

/** A client that does not read as fast as events come. */
final class SlowClientException extends IOException {

    SlowClientException(Throwable cause) {
        super("The client is too slow", cause);
    }
}
