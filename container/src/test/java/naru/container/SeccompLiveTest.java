package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** System calls made by perl, which can make any, in containers with and without a filter. */
@ExtendWith(TestEngineExtension.class)
class SeccompLiveTest {
    private static final Path PERL = Path.of("/usr/bin/perl");
    private static final String EPERM = "1";
    private static final String ENOSYS = "38";

    private static final String BINDS =
            "\"Binds\":[\"/usr:/usr:ro\",\"/lib:/lib:ro\",\"/lib64:/lib64:ro\"]";

    /**
     * Numbers of x86-64, asm/unistd_64.h; with arguments that do no harm where they are allowed.
     */
    private static final Map<String, String> CALLS = calls();

    private final TestEngine engine;

    SeccompLiveTest(TestEngine engine) {
        this.engine = engine;
    }

    private static Map<String, String> calls() {
        var calls = new LinkedHashMap<String, String>();
        calls.put("getpid", "39");
        calls.put("ptrace", "101, 0, 0, 0, 0"); // PTRACE_TRACEME
        calls.put("personality", "135, 0xffffffff");
        calls.put("personality_of_no_randomness", "135, 0x40000");
        calls.put("keyctl", "250, 0, -3, 0"); // KEYCTL_GET_KEYRING_ID
        calls.put("unshare", "272, 0x10000000"); // CLONE_NEWUSER
        calls.put("userfaultfd", "323, 1");
        calls.put("vsock", "41, 40, 1, 0"); // socket(AF_VSOCK)
        calls.put("mount", "165, 0, 0, 0, 0, 0");
        calls.put("clone3", "435, 0, 0");
        calls.put("of_the_future", "900");
        return calls;
    }

    @BeforeAll
    static void assumePrerequisites() {
        assumeTrue(Files.isExecutable(PERL), "needs perl");
        assumeTrue("amd64".equals(System.getProperty("os.arch")), "knows the numbers of x86-64");
    }

    private static String script() {
        var script = new StringBuilder();
        CALLS.forEach((name, arguments) ->
                script.append("$r = syscall(")
                        .append(arguments)
                        .append("); print '")
                        .append(name)
                        .append(" ', ($r < 0 ? $!+0 : 'ok'), \"\\n\"; "));
        return script.toString();
    }

    /** What each call gave: ok or the errno. */
    private Map<String, String> outcomes(String name, String host) throws Exception {
        String json = host.isEmpty() ? "{" + BINDS + "}" : "{" + BINDS + "," + host + "}";
        String id = engine.create(name, json, PERL.toString(), "-e", script());
        assertThat(engine.run(id)).isZero();
        return parsed(name, engine.log(id));
    }

    private static Map<String, String> parsed(String name, String text) {
        var found = new LinkedHashMap<String, String>();
        text.lines().forEach(line -> found.put(line.split(" ")[0], line.split(" ")[1]));
        System.out.println(name + ": " + found);
        assertThat(found.keySet()).isEqualTo(CALLS.keySet());
        return found;
    }

    @Test
    void allowsWhatIsNamedAndRefusesTheRest() throws Exception {
        var usual = outcomes("usual", "");
        var free = outcomes("free", "\"SecurityOpt\":[\"seccomp=unconfined\"]");

        for (String allowed : Set.of("getpid", "ptrace", "personality")) {
            assertThat(usual).containsEntry(allowed, "ok");
        }
        for (String refused :
                Set.of("keyctl", "unshare", "userfaultfd", "vsock", "mount", "of_the_future")) {
            assertThat(usual).containsEntry(refused, EPERM);
        }
        assertThat(usual).containsEntry("personality_of_no_randomness", EPERM);
        assertThat(usual).containsEntry("clone3", ENOSYS);

        assertThat(free).containsEntry("personality_of_no_randomness", "ok");
        assertThat(free).containsEntry("of_the_future", ENOSYS);
        for (String known : Set.of("unshare", "keyctl", "vsock", "clone3")) {
            assertThat(free.get(known)).as(known).isNotEqualTo(EPERM);
        }
    }

    @Test
    void allowsMoreToWhoHoldsTheCapability() throws Exception {
        var admin = outcomes("admin", "\"CapAdd\":[\"SYS_ADMIN\"]");

        assertThat(admin).containsEntry("unshare", "ok").containsEntry("keyctl", EPERM);
        assertThat(admin.get("clone3")).isNotEqualTo(ENOSYS);
        assertThat(admin.get("mount")).isNotEqualTo(EPERM);
    }

    @Test
    void isCompiledOnceForAllContainers() throws Exception {
        String first = engine.create("first", "{}", "grep", "Seccomp", "/proc/self/status");
        engine.run(first);
        String second = engine.create("second", "{" + BINDS + "}", "sleep", "60");
        engine.containers.start(second);

        Path bundle = engine.directory.resolve("x/live/bundles/" + second.substring(0, 12));
        assertThat(bundle.resolve("config.json")).content().contains("run.oci.seccomp_bpf_data");
        var status =
                TestEngine.exec(
                        "{\"AttachStdout\":true,\"Cmd\":[\"grep\",\"Seccomp\",\"/proc/self/status\"]}");
        assertThat(exec(second, status)).isEqualTo(engine.log(first)).contains("Seccomp:\t2");
        String quoted = script().replace("\\", "\\\\").replace("\"", "\\\"");
        var calls =
                TestEngine.exec(
                        "{\"AttachStdout\":true,\"Cmd\":[\""
                                + PERL
                                + "\",\"-e\",\""
                                + quoted
                                + "\"]}");
        assertThat(parsed("exec", exec(second, calls))).containsEntry("of_the_future", EPERM);
    }

    private String exec(String container, naru.container.config.ExecRequest request)
            throws Exception {
        String exec = engine.containers.createExec(container, request);
        return TestEngine.text(engine.containers.startExec(exec).output());
    }
}
