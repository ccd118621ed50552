// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

import io.tailrace.pipeline.Consumer;

/** Takes spans out of the process. One instance serves every pipeline that names it. */
public interface Exporter extends Component, Consumer {}
