/** How the command line speaks: tables and JSON, colours, progress, troubles and exit codes. */
@NullMarked
package dev.fermata.server.cli.say;

import org.jspecify.annotations.NullMarked;
