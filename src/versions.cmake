# Reads src/versions.txt.
set(LAB_VERSIONS ${CMAKE_CURRENT_LIST_DIR}/versions.txt)
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${LAB_VERSIONS})
endif()

# lab_minimum(NAME VARIABLE): the least version of something that may be found on this machine.
function(lab_minimum name variable)
  file(STRINGS ${LAB_VERSIONS} line REGEX "^minimum +${name} ")
  string(REGEX REPLACE ".* " "" version "${line}")
  set(${variable} ${version} PARENT_SCOPE)
endfunction()

# lab_source(NAME ADDRESS HASH): where the archive of a source is, in ATTENTION_LAB_ARCHIVES or upstream, and its SHA-256.
function(lab_source name address_variable hash_variable)
  file(STRINGS ${LAB_VERSIONS} line REGEX "^source +${name} ")
  string(REGEX REPLACE " +" ";" line "${line}")
  list(GET line 2 version)
  list(GET line 3 hash)
  list(GET line 4 address)
  string(REGEX MATCH "\\.(tar\\.gz|otf)$" ending ${address})
  set(at_hand ${ATTENTION_LAB_ARCHIVES}/${name}-${version}${ending})
  if(ATTENTION_LAB_ARCHIVES AND EXISTS ${at_hand})
    set(address ${at_hand})
  endif()
  set(${address_variable} ${address} PARENT_SCOPE)
  set(${hash_variable} ${hash} PARENT_SCOPE)
endfunction()
