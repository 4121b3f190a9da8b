package behflow.gateway.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

/** The header Accept of a read that is served in several types (RFC 9110, 12.5.1). */
public final class Accept {

    /** What a client that says nothing accepts. */
    public static final String ANY = "*/*";

    private Accept() {}

    /**
     * What the client accepts, best first, without what it refuses by a quality of 0.
     *
     * @param served what there is, for the answer to a header that can't be read
     * @throws HttpMediaTypeNotAcceptableException where the header can't be read: it names nothing that could be served
     */
    public static List<MediaType> bestFirst(List<String> header, List<MediaType> served)
            throws HttpMediaTypeNotAcceptableException {
        try {
            List<MediaType> accepted = new ArrayList<>(MediaType.parseMediaTypes(header));
            accepted.removeIf(type -> type.getQualityValue() == 0);
            MimeTypeUtils.sortBySpecificity(accepted);
            accepted.sort(Comparator.comparingDouble(MediaType::getQualityValue).reversed());
            return accepted;
        } catch (InvalidMediaTypeException e) {
            throw new HttpMediaTypeNotAcceptableException(served);
        }
    }
}
