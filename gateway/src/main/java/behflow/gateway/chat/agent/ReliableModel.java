package behflow.gateway.chat.agent;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A provider's model for one turn: asked again, a few times, where it answers with an error that may pass, with nothing, or not
 * in time, or with a stream that breaks off. Each attempt is bounded as a whole, the body included, and all of them by the
 * turn's end; {@link ProviderHttp} lets go of the connection. Asking again is safe: nothing is done before an answer is complete.
 */
final class ReliableModel implements ChatModel {

    static final int ATTEMPTS = 3;

    /** Servers that speak OpenAI's protocol know more reasons than LangChain4j, "eos" for example. */
    private static final Pattern OTHER_REASON = Pattern.compile("\"finish_reason\"\\s*:\\s*\"(?!error\")[^\"]");

    private final Function<ChatRequest, Future<ChatResponse>> model;
    private final Duration attempt;
    private final Instant end;
    private final Listener listener;

    private ReliableModel(
            Function<ChatRequest, Future<ChatResponse>> model, Duration attempt, Instant end, Listener listener) {
        this.model = model;
        this.attempt = attempt;
        this.end = end;
        this.listener = listener;
    }

    /** @param end of the turn */
    static ReliableModel of(ChatModel model, ExecutorService threads, Duration attempt, Instant end) {
        return new ReliableModel(request -> threads.submit(() -> model.chat(request)), attempt, end, Listener.NONE);
    }

    /** As {@link #of}, telling the listener what comes in. */
    static ReliableModel streaming(StreamingChatModel model, Duration attempt, Instant end, Listener listener) {
        return new ReliableModel(request -> streamed(model, request, listener), attempt, end, listener);
    }

    private static CompletableFuture<ChatResponse> streamed(
            StreamingChatModel model, ChatRequest request, Listener listener) {
        CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
        model.chat(request, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(PartialResponse delta, PartialResponseContext stream) {
                if (counts(stream.streamingHandle())) {
                    listener.text(delta.text());
                }
            }

            @Override
            public void onPartialToolCall(PartialToolCall delta, PartialToolCallContext stream) {
                counts(stream.streamingHandle());
            }

            /** What comes after the time is up is of an attempt that does not count any more. */
            private boolean counts(StreamingHandle stream) {
                if (answer.isDone()) {
                    stream.cancel();
                }
                return !answer.isDone();
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                if (ended(response)) {
                    answer.complete(response);
                } else {
                    answer.completeExceptionally(new IllegalStateException("The model's answer broke off"));
                }
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally(error);
            }
        });
        return answer;
    }

    /** Whether the model said why this is all. Else the stream ended early, or with an error. */
    private static boolean ended(ChatResponse response) {
        return response.finishReason() != null
                || response.metadata() instanceof OpenAiChatResponseMetadata metadata
                        && metadata.rawServerSentEvents().stream()
                                .anyMatch(event ->
                                        OTHER_REASON.matcher(event.data()).find());
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        RuntimeException last = new IllegalStateException("No time was left to ask the model");
        for (int i = 1; i <= ATTEMPTS && Instant.now().isBefore(end); i++) {
            try {
                return answer(request);
            } catch (AuthenticationException
                    | InvalidRequestException
                    | ModelNotFoundException
                    | UnresolvedModelServerException e) {
                throw e;
            } catch (RuntimeException e) {
                last = e;
                listener.discarded();
                pause(i);
            }
        }
        throw last;
    }

    private ChatResponse answer(ChatRequest request) {
        Future<ChatResponse> answer = model.apply(request);
        long left = Math.max(1, Duration.between(Instant.now(), end).toMillis());
        try {
            ChatResponse response = answer.get(Math.min(left, attempt.toMillis()), TimeUnit.MILLISECONDS);
            boolean empty = !response.aiMessage().hasToolExecutionRequests()
                    && (response.aiMessage().text() == null
                            || response.aiMessage().text().isBlank());
            if (empty) {
                throw new IllegalStateException("The model answered nothing");
            }
            return response;
        } catch (TimeoutException e) {
            throw new IllegalStateException("The model did not answer in time");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            answer.cancel(true);
        }
    }

    private static void pause(int attempts) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(50L, 100L << attempts));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
