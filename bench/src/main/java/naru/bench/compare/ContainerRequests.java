package naru.bench.compare;

/** {@code /containers} and {@code /exec}: the lifecycle of a container. */
final class ContainerRequests {
    private static final String CREATE = "/containers/create";

    private ContainerRequests() {}

    static void addTo(Script script) {
        script.get("/containers/json");
        script.create(
                "web",
                CREATE + "?name=web",
                """
                {"Image":"busybox","Cmd":["sh","-c","echo out; echo err >&2; exec sleep 1000"],"Env":["A=b"],"Labels":{"tier":"front"},
                 "ExposedPorts":{"80/tcp":{},"53/udp":{}},"Hostname":"web","StopSignal":"SIGKILL","WorkingDir":"/tmp",
                 "HostConfig":{"NetworkMode":"front","PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"18080"}]},
                 "Binds":["data:/data:ro"],"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":2},"Memory":67108864,
                 "ExtraHosts":["a:1.2.3.4"],"Ulimits":[{"Name":"nofile","Soft":100,"Hard":200}],"CapAdd":["NET_ADMIN"],
                 "LogConfig":{"Type":"json-file","Config":{"max-size":"1m"}}},
                 "NetworkingConfig":{"EndpointsConfig":{"front":{"Aliases":["w"],"IPAMConfig":{"IPv4Address":"10.91.4.77"}}}}}\
                """);
        script.create("bare", CREATE + "?name=bare", "{\"Image\":\"busybox\",\"Cmd\":[\"true\"]}");
        script.create(
                "terminal",
                CREATE + "?name=terminal",
                "{\"Image\":\"busybox\",\"Cmd\":[\"cat\"],\"Tty\":true,\"OpenStdin\":true}");
        script.create(
                "joined",
                CREATE + "?name=joined",
                "{\"Image\":\"busybox\",\"Cmd\":[\"sleep\",\"5\"],\"HostConfig\":{\"NetworkMode\":\"host\"}}");
        script.get("/containers/web/json");
        script.get("/containers/bare/json");
        script.get("/containers/terminal/json");
        notRunning(script);
        script.post("/containers/web/start");
        script.post("/containers/web/start");
        running(script);
        listed(script);
        executed(script);
        networked(script);
        stopped(script);
        SystemRequests.addEventsTo(script);
    }

    private static void notRunning(Script script) {
        for (var action : new String[] {"stop", "kill", "pause", "unpause", "resize?h=10&w=20"}) {
            script.post("/containers/bare/" + action);
        }
        script.get("/containers/bare/top");
        script.get("/containers/bare/stats?stream=0");
        script.get("/containers/bare/logs?stdout=1");
        script.post("/containers/bare/exec", "{\"Cmd\":[\"true\"]}");
        script.get("/containers/bare/changes");
    }

    private static void running(Script script) {
        for (var version : new String[] {"", "/v1.24", "/v1.30", "/v1.40"}) {
            script.get(version + "/containers/web/json");
        }
        script.get("/containers/{web}/json?size=1");
        script.get("/containers/web/top");
        script.get("/containers/web/top?ps_args=nonsense");
        script.get("/containers/web/stats?stream=0&one-shot=1");
        script.get("/containers/web/logs?stdout=1&stderr=1");
        script.get("/containers/web/logs?stdout=1&tail=1");
        script.get("/containers/web/logs?stderr=1&timestamps=1");
        script.get("/containers/web/logs?stdout=1&tail=nonsense");
        script.get("/containers/web/logs?stdout=1&since=nonsense");
        script.get("/containers/web/logs");
        script.get("/containers/web/changes");
        script.head("/containers/web/archive?path=/etc/hostname");
        script.head("/containers/web/archive?path=/nosuch");
        script.get("/containers/web/archive?path=/nosuch");
        script.get("/containers/web/archive");
        script.send("PUT", "/containers/web/archive?path=/nosuch", "application/x-tar", "");
        script.post("/containers/web/pause");
        script.post("/containers/web/pause");
        script.get("/containers/web/json");
        script.post("/containers/web/exec", "{\"Cmd\":[\"true\"]}");
        script.post("/containers/web/unpause");
        script.post("/containers/web/unpause");
        script.post("/containers/web/resize?h=10&w=20");
        script.post("/containers/web/resize?h=x&w=20");
        script.post("/containers/web/update", "{\"Memory\":134217728,\"MemorySwap\":268435456}");
        script.post("/containers/web/update", "{\"Memory\":1}");
        script.post("/containers/web/update", "{\"RestartPolicy\":{\"Name\":\"always\"}}");
        script.post("/containers/web/update", "{\"RestartPolicy\":{\"Name\":\"nosuch\"}}");
        script.post("/containers/web/rename?name=bare");
        script.post("/containers/web/rename?name=web");
        script.post("/containers/web/rename?name=a%2Fb");
        script.post("/containers/web/rename");
        script.post("/containers/web/rename?name=webb");
        script.post("/containers/webb/rename?name=web");
        script.post("/containers/web/kill?signal=NOSUCH");
        script.post("/containers/web/kill?signal=0");
        script.post("/containers/web/kill?signal=SIGWINCH");
        for (var signal : new String[] {"99", "33", "RTMIN", "SIGRTMAX-15", "rtmin%2B3"}) {
            script.post("/containers/web/kill?signal=" + signal);
        }
        script.delete("/containers/web");
        script.delete("/networks/front");
        script.delete("/volumes/data");
        script.delete("/images/busybox");
    }

    private static void listed(Script script) {
        for (var version : new String[] {"", "/v1.24", "/v1.30", "/v1.40"}) {
            script.get(version + "/containers/json");
        }
        script.get("/containers/json?all=1");
        script.get("/containers/json?limit=1");
        script.get("/containers/json?limit=nonsense");
        script.get("/containers/json?all=nonsense");
        for (var filter :
                new String[] {
                    "{\"name\":[\"web\"]}",
                    "{\"name\":[\"^/web$\"]}",
                    "{\"id\":[\"{web}\"]}",
                    "{\"status\":[\"created\"]}",
                    "{\"status\":[\"running\"]}",
                    "{\"status\":[\"nosuch\"]}",
                    "{\"label\":[\"tier=front\"]}",
                    "{\"ancestor\":[\"busybox\"]}",
                    "{\"ancestor\":[\"nosuch\"]}",
                    "{\"network\":[\"front\"]}",
                    "{\"network\":[\"{front}\"]}",
                    "{\"network\":[\"nosuch\"]}",
                    "{\"volume\":[\"data\"]}",
                    "{\"volume\":[\"/data\"]}",
                    "{\"publish\":[\"80\"]}",
                    "{\"publish\":[\"18080/tcp\"]}",
                    "{\"publish\":[\"nonsense\"]}",
                    "{\"expose\":[\"53/udp\"]}",
                    "{\"expose\":[\"50-90\"]}",
                    "{\"expose\":[\"80/nosuch\"]}",
                    "{\"exited\":[\"0\"]}",
                    "{\"exited\":[\"x\"]}",
                    "{\"health\":[\"none\"]}",
                    "{\"health\":[\"nosuch\"]}",
                    "{\"before\":[\"bare\"]}",
                    "{\"since\":[\"web\"]}",
                    "{\"since\":[\"nosuch\"]}",
                    "{\"is-task\":[\"true\"]}",
                    "{\"is-task\":[\"perhaps\"]}",
                    "{\"isolation\":[\"default\"]}",
                    "{\"nosuch\":[\"x\"]}",
                    "nonsense"
                }) {
            script.filtered("/containers/json?all=1", filter);
        }
    }

    private static void executed(Script script) {
        script.create(
                "exec",
                "/containers/web/exec",
                "{\"Cmd\":[\"sh\",\"-c\",\"echo hello; exit"
                        + " 3\"],\"AttachStdout\":true,\"AttachStderr\":true,\"Env\":[\"X=y\"]}");
        script.get("/exec/{exec}/json");
        script.post("/exec/{exec}/start", "{\"Detach\":false,\"Tty\":false}");
        script.get("/exec/{exec}/json");
        script.post("/exec/{exec}/start", "{\"Detach\":true}");
        script.post("/exec/{exec}/resize?h=1&w=1");
        script.post("/containers/web/exec", "{}");
        script.post("/containers/web/exec", "{\"Cmd\":[]}");
        script.post("/containers/nosuch/exec", "{\"Cmd\":[\"true\"]}");
        script.get("/exec/nosuch/json");
        script.post("/exec/nosuch/start", "{}");
        script.post("/exec/nosuch/resize?h=1&w=1");
    }

    private static void networked(Script script) {
        script.post(
                "/networks/create",
                "{\"Name\":\"second\",\"IPAM\":{\"Config\":[{\"Subnet\":\"10.97.0.0/24\"}]}}");
        script.get("/networks/front");
        script.get("/v1.24/networks");
        script.post(
                "/networks/second/connect",
                "{\"Container\":\"web\",\"EndpointConfig\":{\"Aliases\":[\"x\"],\"IPAMConfig\":{\"IPv4Address\":\"10.97.0.50\"}}}");
        script.post("/networks/second/connect", "{\"Container\":\"web\"}");
        script.post(
                "/networks/second/connect",
                "{\"Container\":\"terminal\",\"EndpointConfig\":{\"IPAMConfig\":{\"IPv4Address\":\"9.9.9.9\"}}}");
        script.post(
                "/networks/second/connect",
                "{\"Container\":\"joined\",\"EndpointConfig\":{\"IPAMConfig\":{\"IPv4Address\":\"x\"}}}");
        script.post(
                "/networks/bridge/connect",
                "{\"Container\":\"web\",\"EndpointConfig\":{\"Aliases\":[\"x\"]}}");
        script.post(
                "/networks/bridge/connect",
                "{\"Container\":\"web\",\"EndpointConfig\":{\"IPAMConfig\":{\"IPv4Address\":\"172.17.0.9\"}}}");
        script.post("/networks/host/connect", "{\"Container\":\"web\"}");
        script.post("/networks/none/connect", "{\"Container\":\"web\"}");
        script.post("/networks/second/connect", "{\"Container\":\"joined\"}");
        script.post("/networks/host/disconnect", "{\"Container\":\"joined\"}");
        script.get("/containers/web/json");
        script.get("/networks/second");
        script.delete("/networks/second");
        script.post("/networks/bridge/disconnect", "{\"Container\":\"web\"}");
        script.post("/networks/second/disconnect", "{\"Container\":\"web\",\"Force\":true}");
        script.post("/networks/second/connect", "{\"Container\":\"bare\"}");
        script.post("/networks/front/disconnect", "{\"Container\":\"bare\"}");
        script.get("/containers/bare/json");
        script.filtered("/networks", "{\"dangling\":[\"true\"]}");
        script.post("/networks/second/disconnect", "{\"Container\":\"bare\"}");
        script.postFiltered("/networks/prune", "{}");
    }

    private static void stopped(Script script) {
        script.post("/containers/bare/start");
        script.post("/containers/bare/wait");
        script.post("/containers/bare/wait?condition=nosuch");
        script.get("/containers/bare/json");
        script.post("/containers/web/restart?t=0");
        script.post("/containers/web/stop?t=0");
        script.post("/containers/web/stop");
        script.post("/containers/web/stop?t=nonsense");
        script.post("/containers/web/kill");
        script.get("/containers/web/json");
        script.get("/containers/web/logs?stdout=1&stderr=1");
        script.get("/containers/web/top");
        script.get("/system/df");
        script.get("/networks/front");
    }

    /** Removes the script's objects. */
    static void addRemovalsTo(Script script) {
        script.delete("/containers/web?v=1&link=1");
        script.delete("/containers/web?v=1");
        script.delete("/containers/web");
        script.postFiltered("/containers/prune", "{\"nosuch\":[\"a\"]}");
        script.postFiltered("/containers/prune", "{\"until\":[\"nonsense\"]}");
        script.postFiltered("/containers/prune", "{\"label\":[\"nosuch\"]}");
        script.postFiltered("/containers/prune", "{}");
        script.delete("/networks/front");
        script.delete("/volumes/data");
        script.delete("/images/busybox");
        script.get("/images/json");
        script.get("/containers/json?all=1");
    }
}
