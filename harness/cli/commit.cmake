# cmake -DOUT=FILE -DSOURCE=FOLDER -P this: the commit that is checked out, for reports. Empty outside of git. The file
# changes only with what it says, so that nothing is built again otherwise.
set(ENV{GIT_OPTIONAL_LOCKS} 0)
set(commit "")
execute_process(COMMAND git -c safe.directory=* -C ${SOURCE} describe --always --dirty --exclude=*
                OUTPUT_VARIABLE described ERROR_QUIET RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
if(failed EQUAL 0 AND described MATCHES "^[0-9a-f]+(-dirty)?$")
  set(commit ${described})
endif()
file(CONFIGURE OUTPUT ${OUT} CONTENT "#define ZNSPEC_COMMIT \"${commit}\"\n" @ONLY)
