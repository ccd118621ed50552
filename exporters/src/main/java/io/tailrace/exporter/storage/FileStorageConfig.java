// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of {@code file_storage}.
 *
 * @param directory the directory that belongs to this extension alone
 * @param timeout how long to wait for another process to let go of it
 * @param createWithMode the mode of the directories that are created; empty if none is to be
 *     created
 * @param log how each log in it is kept
 */
public record FileStorageConfig(
    Path directory, Duration timeout, Optional<Integer> createWithMode, LogSettings log) {}
