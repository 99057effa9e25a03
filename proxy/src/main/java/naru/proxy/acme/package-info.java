/**
 * Certificates by ACME (RFC 8555). {@link naru.proxy.acme.AcmeService} is the start: it orders what
 * {@link naru.proxy.acme.CertificateRequests} finds in a routing table.
 */
@NullMarked
package naru.proxy.acme;

import org.jspecify.annotations.NullMarked;
