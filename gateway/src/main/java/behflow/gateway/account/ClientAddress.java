package behflow.gateway.account;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
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

    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,44}");
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]*)](:\\d{1,5})?|([\\d.]+):\\d{1,5}");

    private final List<IpAddressMatcher> proxies;

    ClientAddress(@Value("${behflow.trusted-proxies:}") List<String> proxies) {
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
            String claimed = withoutPort(forwarded.get(i).strip());
            if (!literal(claimed)) {
                break;
            }
            address = claimed;
        }
        return network(address);
    }

    /** Some proxies write {@code 192.0.2.1:4711} or {@code [2001:db8::1]:4711}. */
    private static String withoutPort(String claimed) {
        Matcher matcher = WITH_PORT.matcher(claimed);
        if (!matcher.matches()) {
            return claimed;
        }
        return matcher.group(1) != null ? matcher.group(1) : matcher.group(3);
    }

    /** An address and no name, so that nothing is ever asked of a name server. */
    private static boolean literal(String text) {
        if (IPV4.matcher(text).matches()) {
            return true;
        }
        if (!IPV6.matcher(text).matches()) {
            return false;
        }
        try {
            InetAddress.getByName(text);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private boolean trusted(String address) {
        return proxies.stream().anyMatch(proxy -> proxy.matches(address));
    }

    private static String network(String address) {
        try {
            InetAddress parsed = InetAddress.getByName(address);
            if (parsed instanceof Inet6Address) {
                byte[] bytes = parsed.getAddress();
                Arrays.fill(bytes, 8, 16, (byte) 0);
                return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
            }
            return parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
