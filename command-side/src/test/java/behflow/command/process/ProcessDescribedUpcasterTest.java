package behflow.command.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ProcessDescribedUpcasterTest {

    private static String upcast(String payload) {
        JsonMapper json = JsonMapper.builder().build();
        return new ProcessDescribedUpcaster()
                .upcast((ObjectNode) json.readTree(payload))
                .toString();
    }

    @Test
    void givenBothChanged_thenBothAreToldAsChanges() {
        assertThat(upcast("{\"from_name\":\"a\",\"to_name\":\"b\",\"from_description\":\"\",\"to_description\":\"d\"}"))
                .isEqualTo("{\"name\":{\"from\":\"a\",\"to\":\"b\"},\"description\":{\"from\":\"\",\"to\":\"d\"}}");
    }

    @Test
    void givenOneChanged_thenTheOtherIsNotTold() {
        assertThat(upcast("{\"from_name\":\"a\",\"to_name\":\"a\",\"from_description\":\"\",\"to_description\":\"d\"}"))
                .isEqualTo("{\"name\":null,\"description\":{\"from\":\"\",\"to\":\"d\"}}");
    }

    @Test
    void givenErasedText_thenItStaysAbsentAndHidesTheTextBefore() {
        assertThat(upcast("{\"from_name\":null,\"to_name\":null,\"from_description\":null,\"to_description\":null}"))
                .isEqualTo("{\"name\":{\"from\":null,\"to\":null},\"description\":{\"from\":null,\"to\":null}}");
    }
}
