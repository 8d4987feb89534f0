namespace EdgeKd.Edge.Targets.Runner;

/// <summary>Lines for the POSIX shell of a device, which ssh and adb hand over as text.</summary>
internal static class RemoteShell
{
    /// <summary>A word as the shell takes it literally (POSIX, Shell Command Language, 2.2.2).</summary>
    public static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Words, each taken literally.</summary>
    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    /// <summary>Runs a program in a folder and keeps its number there, so that it can be ended when the connection is.</summary>
    /// <param name="folder">The folder, a plain path.</param>
    /// <param name="command">Program and arguments.</param>
    public static string Start(string folder, IEnumerable<string> command) => $"cd {folder} && echo $$ > pid && exec {Line(command)}";

    /// <summary>Ends what still runs in a folder, with its process group where it leads one, and removes it. A number that belongs to
    /// another program by now is left alone.</summary>
    /// <param name="folder">The folder, a plain path.</param>
    public static string Remove(string folder) =>
        $"if [ -f {folder}/pid ]; then p=$(cat {folder}/pid); if grep -q {folder} /proc/$p/cmdline 2>/dev/null; then kill -9 -$p 2>/dev/null || kill -9 $p; fi; fi; rm -rf {folder}";
}
