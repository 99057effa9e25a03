package naru.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The configuration of nginx. It has settings of the cache only: HAProxy says in header fields
 * which object a request asks for and what may be kept, so that routes and members change without
 * it.
 */
final class NginxConfiguration {
    private NginxConfiguration() {}

    /**
     * @param user of the worker processes, and its group
     * @param workers their number
     * @param maxBytes of all responses together
     */
    static String text(CachePaths paths, String user, int workers, long maxBytes) {
        var text =
                """
                # Written by Naru; changes are overwritten.
                user %1$s;
                worker_processes %9$d;
                worker_rlimit_nofile 65536;
                worker_shutdown_timeout 1h;
                pid %2$s;
                error_log %3$s warn;
                events { worker_connections 8192; }
                http {
                  access_log off;
                  client_body_temp_path %4$s;
                  proxy_temp_path %4$s;
                  fastcgi_temp_path %4$s;
                  uwsgi_temp_path %4$s;
                  scgi_temp_path %4$s;
                  proxy_cache_path %5$s levels=2 keys_zone=naru:16m max_size=%6$d inactive=1d
                      use_temp_path=off;
                  upstream members { server unix:%7$s max_fails=0; }
                  server {
                    listen unix:%8$s backlog=4096;
                    keepalive_timeout 1h;
                    keepalive_requests 1000000;
                    underscores_in_headers on;
                    ignore_invalid_headers off;
                    large_client_header_buffers 4 64k;
                    client_max_body_size 0;
                    location / {
                      proxy_pass http://members;
                      proxy_http_version 1.1;
                      proxy_set_header Host $http_host;
                      proxy_set_header Connection close;
                      proxy_set_header X-Naru-Renews $upstream_cache_status;
                      proxy_request_buffering off;
                      proxy_buffer_size 64k;
                      proxy_buffers 8 64k;
                      proxy_max_temp_file_size 0;
                      proxy_read_timeout 1d;
                      proxy_send_timeout 1d;
                      proxy_next_upstream off;
                      proxy_pass_header Server;
                      proxy_pass_header Date;
                      proxy_cache naru;
                      proxy_cache_key $http_x_naru_key;
                      proxy_cache_lock on;
                      proxy_cache_lock_timeout 15s;
                      proxy_cache_lock_age 15s;
                      proxy_cache_revalidate on;
                      proxy_cache_use_stale error timeout invalid_header updating
                          http_500 http_502 http_503 http_504;
                      proxy_force_ranges on;
                      proxy_cache_max_range_offset 16m;
                      add_header X-Naru-Cache $upstream_cache_status always;
                    }
                  }
                """
                        .formatted(
                                user,
                                paths.pidFile(),
                                paths.log(),
                                paths.temporary(),
                                paths.store(),
                                maxBytes,
                                paths.origin(),
                                paths.socket(),
                                workers);
        return text
                + "  server { listen unix:%s; return 200 %s; }\n}\n"
                        .formatted(paths.probe(), digest(text));
    }

    /** What the probe answers in a process with this configuration. */
    static String answer(String configuration) {
        return configuration.replaceFirst("(?s).* return 200 ([0-9a-f]+); }\\s*}\\s*$", "$1");
    }

    private static String digest(String text) {
        var sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(sum.getValue());
    }
}
