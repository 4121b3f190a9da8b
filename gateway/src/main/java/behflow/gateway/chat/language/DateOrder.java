package behflow.gateway.chat.language;

import java.util.Locale;

/** How a user writes numeric dates: {@code dmy}, {@code mdy} or {@code ymd}. */
public enum DateOrder {
    DMY,
    MDY,
    YMD;

    /** Reads the setting; what is unknown is day first. */
    public static DateOrder of(String wire) {
        for (DateOrder order : values()) {
            if (order.name().equals(wire.toUpperCase(Locale.ROOT))) {
                return order;
            }
        }
        return DMY;
    }
}
