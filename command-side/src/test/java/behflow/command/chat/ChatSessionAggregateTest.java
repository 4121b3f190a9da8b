package behflow.command.chat;

import static behflow.command.Fixtures.OWNER;
import static behflow.command.Fixtures.SOMEONE_ELSE;
import static behflow.command.Fixtures.events;
import static behflow.command.Fixtures.metadata;

import behflow.api.chat.command.RecordChatReply;
import behflow.api.chat.command.SendChatMessage;
import behflow.api.chat.command.SettleChatPlan;
import behflow.api.chat.event.ChatAssistantReplied;
import behflow.api.chat.event.ChatErased;
import behflow.api.chat.event.ChatEvent;
import behflow.api.chat.event.ChatPlanProposed;
import behflow.api.chat.event.ChatPlanSettled;
import behflow.api.chat.event.ChatSessionStarted;
import behflow.api.chat.event.ChatUserMessageSent;
import behflow.api.kernel.RejectedException;
import behflow.command.Fixtures;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.Test;

/** What is left of a turn when its conversation is deleted before it has ended. */
class ChatSessionAggregateTest {

    private static final UUID SESSION = UUID.fromString("01931f2e-8000-7b33-9c44-6d7e8f9070bb");
    private static final UUID ANY = UUID.fromString("01931f2e-8000-7b33-9c44-6d7e8f9070cc");
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
    private static final ChatEvent STARTED = new ChatSessionStarted("talk");
    private static final ChatEvent SAID = new ChatUserMessageSent(ANY, "hello");
    private static final ChatEvent ERASED = new ChatErased("request", List.of(List.of(1L, 2L)), "00");

    private final AggregateTestFixture<ChatSessionAggregate> fixture = Fixtures.of(ChatSessionAggregate.class);

    private static RecordChatReply reply(long began) {
        return reply(began, null);
    }

    private static RecordChatReply reply(long began, RecordChatReply.Plan plan) {
        return new RecordChatReply(
                SESSION, OWNER, began, ANY, "hello too", List.of(ANY), List.of("a"), "builtin", 1, 2, plan);
    }

    private static ChatAssistantReplied replied(String content) {
        return new ChatAssistantReplied(ANY, content, List.of(ANY), List.of("a"), "builtin", 1, 2);
    }

    @Test
    void givenConversation_whenAnswered_thenTheTextIsKept() {
        fixture.given(events(STARTED, SAID)).when(reply(0), metadata()).expectEvents(replied("hello too"));
    }

    @Test
    void givenConversationErasedMeanwhile_whenAnswered_thenTheTurnEndsWithoutText() {
        fixture.given(events(STARTED, SAID, ERASED)).when(reply(0), metadata()).expectEvents(replied(null));
    }

    @Test
    void givenConversationBegunAgainMeanwhile_whenAnswered_thenTheTurnEndsWithoutText() {
        fixture.given(events(STARTED, SAID, ERASED, STARTED, SAID))
                .when(reply(0), metadata())
                .expectEvents(replied(null));
        fixture.given(events(STARTED, SAID, ERASED, STARTED, SAID))
                .when(reply(3), metadata())
                .expectEvents(replied("hello too"));
    }

    @Test
    void givenAnswerThatAsks_whenRecorded_thenItsPlanWaitsWithIt() {
        RecordChatReply asks = reply(0, new RecordChatReply.Plan(ANY, "{}", LATER));
        ChatEvent proposed = new ChatPlanProposed(ANY, "{}", LATER);
        fixture.given(events(STARTED, SAID)).when(asks, metadata()).expectEvents(replied("hello too"), proposed);
        fixture.given(events(STARTED, SAID, proposed))
                .when(asks, metadata())
                .expectEvents(replied("hello too"), new ChatPlanSettled(ANY, "replaced"), proposed);
    }

    @Test
    void givenConversationErasedOrBegunAgain_whenTheAnswerAsks_thenNothingWaits() {
        RecordChatReply asks = reply(0, new RecordChatReply.Plan(ANY, "{}", LATER));
        fixture.given(events(STARTED, SAID, ERASED)).when(asks, metadata()).expectEvents(replied(null));
        fixture.given(events(STARTED, SAID, ERASED, STARTED, SAID))
                .when(asks, metadata())
                .expectEvents(replied(null));
    }

    @Test
    void givenPlan_whenErased_thenAYesMeansNothing() {
        SettleChatPlan settle = new SettleChatPlan(SESSION, OWNER, ANY, true);
        ChatEvent proposed = new ChatPlanProposed(ANY, "{}", LATER);
        fixture.given(events(STARTED, SAID, proposed))
                .when(settle, metadata())
                .expectEvents(new ChatPlanSettled(ANY, "confirmed"));
        fixture.given(events(STARTED, SAID, proposed, ERASED))
                .when(settle, metadata())
                .expectException(RejectedException.class);
    }

    @Test
    void givenPlanThatExpired_whenSettled_thenItCanOnlyBeDeclined() {
        ChatEvent expired = new ChatPlanProposed(ANY, "{}", Instant.parse("2000-01-01T00:00:00Z"));
        fixture.given(events(STARTED, SAID, expired))
                .when(new SettleChatPlan(SESSION, OWNER, ANY, true), metadata())
                .expectException(RejectedException.class);
        fixture.given(events(STARTED, SAID, expired))
                .when(new SettleChatPlan(SESSION, OWNER, ANY, false), metadata())
                .expectEvents(new ChatPlanSettled(ANY, "declined"));
    }

    @Test
    void givenErasedConversation_whenSaid_thenItBeginsAgainAndIsItsUsersStill() {
        fixture.given(events(STARTED, SAID, ERASED))
                .when(new SendChatMessage(SESSION, OWNER, "talk", ANY, "again"), metadata())
                .expectEvents(STARTED, new ChatUserMessageSent(ANY, "again"));
        fixture.given(events(STARTED, SAID))
                .when(new SendChatMessage(SESSION, SOMEONE_ELSE, "talk", ANY, "again"), metadata())
                .expectException(RejectedException.class);
    }
}
