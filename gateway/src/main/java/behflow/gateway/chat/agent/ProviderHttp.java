package behflow.gateway.chat.agent;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to a provider. Each exchange is bounded as a whole, by time and by what comes back: the JDK's own limit ends with the
 * headers, and a provider that stops in the middle of its answer would keep a thread and a connection as long as it likes.
 */
final class ProviderHttp implements HttpClient {

    /** Many times an answer of the tokens that are asked for, also as events of one token each. */
    static final int BODY_MAXIMUM = 1 << 20;

    private final java.net.http.HttpClient client;
    private final Duration limit;

    private ProviderHttp(Builder settings) {
        // HTTP/1.1: the JDK's client would try to upgrade, which some servers answer with an error.
        this.client = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .connectTimeout(Objects.requireNonNull(settings.connectTimeout, "A model sets it"))
                .build();
        this.limit = Objects.requireNonNull(settings.readTimeout, "A model sets it");
    }

    /** What a model's timeout is here: the limit for one exchange, from the request to the last byte of its answer. */
    static final class Builder implements HttpClientBuilder {

        private @Nullable Duration connectTimeout;
        private @Nullable Duration readTimeout;

        @Override
        public @Nullable Duration connectTimeout() {
            return connectTimeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(@Nullable Duration timeout) {
            this.connectTimeout = timeout;
            return this;
        }

        @Override
        public @Nullable Duration readTimeout() {
            return readTimeout;
        }

        @Override
        public HttpClientBuilder readTimeout(@Nullable Duration timeout) {
            this.readTimeout = timeout;
            return this;
        }

        @Override
        public HttpClient build() {
            return new ProviderHttp(this);
        }
    }

    /** Heeds an interrupt. */
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        CompletableFuture<HttpResponse<String>> exchange =
                client.sendAsync(jdk(request), head -> new Bounded<>(BodySubscribers.ofString(StandardCharsets.UTF_8)));
        try {
            HttpResponse<String> response = exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!successful(response)) {
                throw new HttpException(response.statusCode(), response.body());
            }
            return SuccessfulHttpResponse.builder()
                    .statusCode(response.statusCode())
                    .headers(response.headers().map())
                    .body(response.body())
                    .build();
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            // Closes the connection where the answer is not complete.
            exchange.cancel(true);
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        long end = System.nanoTime() + limit.toNanos();
        client.sendAsync(jdk(request), head -> new Bounded<>(BodySubscribers.ofInputStream()))
                .thenAccept(response -> read(response, parser, listener, end))
                .exceptionally(e -> {
                    listener.onError(failure(e));
                    return null;
                });
    }

    private static void read(
            HttpResponse<InputStream> response,
            ServerSentEventParser parser,
            ServerSentEventListener listener,
            long end) {
        CompletableFuture<Void> reading = new CompletableFuture<>();
        try (InputStream body = response.body()) {
            // Closed, it lets its reader go, and the connection.
            reading.orTimeout(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS)
                    .exceptionally(late -> close(body));
            if (!successful(response)) {
                throw new HttpException(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            listener.onOpen(SuccessfulHttpResponse.builder()
                    .statusCode(response.statusCode())
                    .headers(response.headers().map())
                    .build());
            parser.parse(body, listener);
            listener.onClose();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            reading.complete(null);
        }
    }

    private static @Nullable Void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // It is read by nobody any more.
        }
        return null;
    }

    private static RuntimeException failure(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof HttpTimeoutException) {
            return new TimeoutException(cause);
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }

    private java.net.http.HttpRequest jdk(HttpRequest request) {
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .timeout(limit)
                .method(
                        request.method().name(),
                        request.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        return builder.build();
    }

    private static boolean successful(HttpResponse<?> response) {
        return response.statusCode() / 100 == 2;
    }

    /** A body that ends with an error where it is too long. */
    private static final class Bounded<T> implements BodySubscriber<T> {

        private final BodySubscriber<T> body;
        private long left = BODY_MAXIMUM;
        private Flow.@Nullable Subscription subscription;

        private Bounded(BodySubscriber<T> body) {
            this.body = body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            body.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            if (left < 0) {
                return;
            }
            left -= buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (left >= 0) {
                body.onNext(buffers);
                return;
            }
            if (subscription != null) {
                subscription.cancel();
            }
            body.onError(new IOException("The provider's answer is too long"));
        }

        @Override
        public void onError(Throwable error) {
            body.onError(error);
        }

        @Override
        public void onComplete() {
            body.onComplete();
        }

        @Override
        public CompletionStage<T> getBody() {
            return body.getBody();
        }
    }
}
