package naru.proxy.runtime;

import java.nio.file.Path;

/**
 * The files of one master process of HAProxy and its worker.
 *
 * @param digest of the configuration that the worker has, to be compared after a restart
 */
record ProcessFiles(
        Path configuration, Path pidFile, Path masterSocket, Path adminSocket, Path digest) {}
