#include "desktop_signals.h"

#ifndef _WIN32
#include <pthread.h>

#include <csignal>
#include <thread>
#endif

namespace platform {

#ifdef _WIN32
void end_cleanly_on_signals(std::shared_ptr<FileSaver>) {}  // closing the window is how programs are ended there
#else
void end_cleanly_on_signals(std::shared_ptr<FileSaver> saver) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    struct sigaction now = {};
    if (sigaction(signal, nullptr, &now) == 0 && now.sa_handler != SIG_IGN) sigaddset(&signals, signal);
  }
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // the threads to come inherit it: only the one below is woken
  // In a thread, as a handler may neither lock nor close files; and a frame that takes long holds nothing up.
  std::thread([saver = std::move(saver), signals] {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) return;
    saver->forget();
    std::signal(signal, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
    std::raise(signal);
  }).detach();
}
#endif

}  // namespace platform
