package behflow.gateway.kernel;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * The {@code Link} header (RFC 8288) of an answer in pages: the same request, with the cursor of the next page. It is a
 * relative reference, because behind a proxy the service does not know under which scheme and host it was asked.
 */
public final class NextPage {

    private NextPage() {}

    /**
     * The beginning of an answer, 200, with the header where there is a next page.
     *
     * @param cursor of letters, digits, {@code -} and {@code _}; null on the last page
     * @param others parameters of the present request that the cursor replaces
     */
    public static ResponseEntity.BodyBuilder ok(@Nullable String cursor, String... others) {
        ResponseEntity.BodyBuilder response = ResponseEntity.ok();
        if (cursor == null) {
            return response;
        }
        ServletUriComponentsBuilder next = ServletUriComponentsBuilder.fromCurrentRequest();
        for (String other : others) {
            next.replaceQueryParam(other);
        }
        next.scheme(null).host(null).port(null);
        // What the client has encoded stays as it is: encoded once more it would be another filter.
        String uri = next.replaceQueryParam("cursor", cursor).build().toUriString();
        return response.header(HttpHeaders.LINK, "<" + uri + ">; rel=\"next\"");
    }
}
