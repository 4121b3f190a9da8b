package behflow.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** Whom a throttled request counts for. */
class ClientAddressTest {

    @ParameterizedTest(name = "{0} forwarding \"{1}\" is {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "203.0.113.9 | -                                  | 203.0.113.9",
                "203.0.113.9 | 192.0.2.7                          | 203.0.113.9",
                "10.0.0.1    | -                                  | 10.0.0.1",
                "10.0.0.1    | 192.0.2.7                          | 192.0.2.7",
                "10.0.0.1    | 1.1.1.1, 192.0.2.7                 | 192.0.2.7",
                "10.0.0.1    | 1.1.1.1, 192.0.2.7, 10.0.0.2       | 192.0.2.7",
                "10.0.0.1    | 10.0.0.3, 10.0.0.2                 | 10.0.0.3",
                "10.0.0.1    | 192.0.2.7:4711                     | 192.0.2.7",
                "10.0.0.1    | [2001:db8:1:2:3:4:5:6]:4711        | 2001:db8:1:2:0:0:0:0/64",
                "10.0.0.1    | 2001:db8:1:2:aaaa:bbbb:cccc:dddd   | 2001:db8:1:2:0:0:0:0/64",
                "10.0.0.1    | ::ffff:192.0.2.7                   | 192.0.2.7",
                "10.0.0.1    | unknown                            | 10.0.0.1",
                "10.0.0.1    | face                               | 10.0.0.1",
                "10.0.0.1    | dead.beef                          | 10.0.0.1",
                "10.0.0.1    | 1.2.3.999                          | 10.0.0.1",
                "10.0.0.1    | 1.2.3                              | 10.0.0.1",
                "10.0.0.1    | 1:2:3                              | 10.0.0.1",
                "10.0.0.1    | ,                                  | 10.0.0.1",
                "::1         | 192.0.2.7                          | 192.0.2.7",
                "2001:db8:1:2:3:4:5:6 | 192.0.2.7                 | 2001:db8:1:2:0:0:0:0/64"
            })
    void address(String remote, String forwarded, String expected) {
        ClientAddress addresses = new ClientAddress(List.of("10.0.0.0/8", " ::1 ", ""));
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(remote);
        if (forwarded != null) {
            request.addHeader("X-Forwarded-For", forwarded);
        }
        assertThat(addresses.of(request)).isEqualTo(expected);
    }

    @Test
    void givenSeveralHeaders_thenTheyAreOneList() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr("10.0.0.1");
        request.addHeader("X-Forwarded-For", "1.1.1.1");
        request.addHeader("X-Forwarded-For", "192.0.2.7");
        assertThat(new ClientAddress(List.of("10.0.0.1")).of(request)).isEqualTo("192.0.2.7");
    }
}
