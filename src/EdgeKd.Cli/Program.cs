namespace EdgeKd.Cli;

/// <summary>The command <c>edgekd</c>.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        using var interruption = new Interruption();
        return Application.Run(arguments, Console.Out, Console.Error, interruption.Token);
    }
}
