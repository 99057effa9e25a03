package naru.container.oci;

import naru.network.model.NaruException;
import naru.network.option.GoBool;

import java.util.List;

/**
 * {@code HostConfig.SecurityOpt}, read.
 *
 * @param seccomp empty for the usual profile, {@code unconfined}, {@code builtin}, or a profile
 */
public record SecurityOptions(boolean noNewPrivileges, String seccomp) {

    /** Rejects the options that Docker rejects. */
    public static SecurityOptions of(List<String> options) {
        boolean noNewPrivileges = false;
        String seccomp = "";
        for (String option : options) {
            if (option.equals("no-new-privileges") || option.equals("disable")) {
                noNewPrivileges |= option.startsWith("no");
                continue;
            }
            int equals = option.indexOf('=');
            int at = equals >= 0 ? equals : option.indexOf(':');
            if (at < 0) {
                throw invalid(option);
            }
            String value = option.substring(at + 1);
            switch (option.substring(0, at)) {
                case "no-new-privileges" -> noNewPrivileges = truth(option, value);
                case "seccomp" -> seccomp = value;
                case "apparmor", "label", "writable-cgroups" -> {
                    // neither AppArmor nor SELinux is configured
                }
                default -> throw invalid(option);
            }
        }
        return new SecurityOptions(noNewPrivileges, seccomp);
    }

    private static boolean truth(String option, String value) {
        return GoBool.parse(value).orElseThrow(() -> invalid(option));
    }

    private static NaruException.Invalid invalid(String option) {
        return new NaruException.Invalid("invalid --security-opt 2: \"" + option + "\"");
    }
}
