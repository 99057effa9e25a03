/**
 * Certificate files, from {@link naru.proxy.certificate.CertificateFolder} on, and the certificate
 * that the proxy makes itself: {@link naru.proxy.certificate.SelfSigned}.
 */
@NullMarked
package naru.proxy.certificate;

import org.jspecify.annotations.NullMarked;
