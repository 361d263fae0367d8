# The core's headers for Doxygen: everything into one group, so that it stands on one page, and what is said behind a
# member of it is said of that member. Plain comments stay plain.
s|^namespace attention_lab::core \{$|namespace attention_lab::core { /** @addtogroup core C++ 库的接口 · The C++ library's API\n@{ */|
s|^\}  // namespace attention_lab::core$|/** @} */ }|
s|^( .*[;,{}]) +// (.*)$|\1  ///< \2|
s|^( +[A-Za-z][A-Za-z_]*) +// (.*)$|\1  ///< \2|
