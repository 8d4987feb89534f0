namespace EdgeKd.Cli.Rendering;

/// <summary>Names out of files on their way to a terminal: none may end the line or steer the terminal.</summary>
internal static class PrintableText
{
    public static string Of(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\ufffd' : c));
}
