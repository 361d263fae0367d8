"""Asks the one window on the screen to close, as a window manager does; there is none on a virtual screen.

usage: close_window.py SECONDS    waits for the window, then so long
"""
import ctypes
import sys
import time
from ctypes import byref, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p

x11 = ctypes.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = c_void_p
x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = c_ulong
x11.XDefaultRootWindow.argtypes = [c_void_p]
x11.XInternAtom.argtypes = [c_void_p, c_char_p, c_int]
x11.XQueryTree.argtypes = [c_void_p, c_ulong] + [c_void_p] * 4
x11.XGetWMProtocols.argtypes = [c_void_p, c_ulong, c_void_p, c_void_p]
x11.XSendEvent.argtypes = [c_void_p, c_ulong, c_int, c_long, c_void_p]
x11.XSync.argtypes = [c_void_p, c_int]


class ClientMessage(ctypes.Structure):
    _fields_ = [("type", c_int), ("serial", c_ulong), ("send_event", c_int), ("display", c_void_p), ("window", c_ulong),
                ("message_type", c_ulong), ("format", c_int), ("data", c_long * 5), ("room", c_long * 12)]


def find_window(display):
    """The window that understands being closed."""
    root, parent, children, count = c_ulong(), c_ulong(), ctypes.POINTER(c_ulong)(), c_uint()
    x11.XQueryTree(display, x11.XDefaultRootWindow(display), byref(root), byref(parent), byref(children), byref(count))
    for i in range(count.value):
        atoms, known = c_void_p(), c_int()
        if x11.XGetWMProtocols(display, children[i], byref(atoms), byref(known)):
            return children[i]
    return None


display = x11.XOpenDisplay(None)
for _ in range(200):
    window = find_window(display)
    if window:
        break
    time.sleep(0.05)
else:
    sys.exit("there is no window")
time.sleep(float(sys.argv[1]))
client_message = 33
event = ClientMessage(type=client_message, window=window, message_type=x11.XInternAtom(display, b"WM_PROTOCOLS", 0), format=32)
event.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
x11.XSendEvent(display, window, 0, 0, byref(event))
x11.XSync(display, 0)
