/** The command line's side of the HTTP API: addresses, credentials, requests and live events. */
@NullMarked
package dev.fermata.server.cli.client;

import org.jspecify.annotations.NullMarked;
