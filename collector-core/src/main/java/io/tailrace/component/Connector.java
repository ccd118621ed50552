// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

import io.tailrace.pipeline.Consumer;

/** An exporter of one pipeline and at once the receiver of another. */
public interface Connector extends Component, Consumer {}
