package behflow.gateway.kernel;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The {@code Link} header (RFC 8288) of an answer in pages: the same request, with the cursor of the next page. */
public final class NextPage {

    private NextPage() {}

    /**
     * Adds the header.
     *
     * @param cursor of letters, digits, {@code -} and {@code _}
     * @param others parameters of the present request that the cursor replaces
     */
    public static void link(ResponseEntity.BodyBuilder response, String cursor, String... others) {
        ServletUriComponentsBuilder next = ServletUriComponentsBuilder.fromCurrentRequest();
        for (String other : others) {
            next.replaceQueryParam(other);
        }
        // What the client has encoded stays as it is: encoded once more it would be another filter.
        String uri = next.replaceQueryParam("cursor", cursor).build().toUriString();
        response.header(HttpHeaders.LINK, "<" + uri + ">; rel=\"next\"");
    }
}
