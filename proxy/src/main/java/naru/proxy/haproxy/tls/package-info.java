/** Which certificate serves which host name: {@link naru.proxy.haproxy.tls.CertificateList}. */
@NullMarked
package naru.proxy.haproxy.tls;

import org.jspecify.annotations.NullMarked;
