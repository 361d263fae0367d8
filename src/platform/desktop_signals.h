// Asked to end from outside, the program leaves nothing half written.
#pragma once

#include <memory>

#include "desktop_saver.h"

namespace platform {

/// From now on SIGTERM, SIGINT and SIGHUP first let `saver` forget what is not complete, then end the process as they
/// always do; those that are ignored (nohup) stay so. Before any other thread is started.
void end_cleanly_on_signals(std::shared_ptr<FileSaver> saver);

}  // namespace platform
