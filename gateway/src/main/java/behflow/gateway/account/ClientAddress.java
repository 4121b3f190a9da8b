package behflow.gateway.account;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;

/**
 * Where a request comes from, for throttling. Forwarded addresses count only where a trusted proxy says them: the last one
 * that is no such proxy. Of an IPv6 address the network of 64 bits counts, because one household has that many.
 */
@Component
class ClientAddress {

    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private final List<IpAddressMatcher> proxies;

    ClientAddress(@Value("${behflow.trusted.proxies:${BEHFLOW_TRUSTED_PROXIES:}}") List<String> proxies) {
        this.proxies = proxies.stream()
                .map(String::strip)
                .filter(proxy -> !proxy.isEmpty())
                .map(IpAddressMatcher::new)
                .toList();
    }

    String of(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        List<String> forwarded = new ArrayList<>();
        for (String header : Collections.list(request.getHeaders("X-Forwarded-For"))) {
            forwarded.addAll(List.of(header.split(",")));
        }
        for (int i = forwarded.size() - 1; i >= 0 && trusted(address); i--) {
            String claimed = forwarded.get(i).strip();
            if (!LITERAL.matcher(claimed).matches()) {
                break;
            }
            address = claimed;
        }
        return network(address);
    }

    private boolean trusted(String address) {
        return proxies.stream().anyMatch(proxy -> proxy.matches(address));
    }

    private static String network(String address) {
        try {
            InetAddress parsed = InetAddress.getByName(address);
            if (parsed instanceof Inet6Address) {
                byte[] bytes = parsed.getAddress();
                java.util.Arrays.fill(bytes, 8, 16, (byte) 0);
                return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
            }
            return parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
