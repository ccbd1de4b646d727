/*
 * leaks.c: what the leak sanitizer must not count. Fontconfig 2.14 keeps its patterns until FcFini(), which a
 * library that others may use beside us must not call.
 */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
