namespace EdgeKd.Edge.Tests.Targets;

/// <summary>Progress that is told at once, on the thread that tells it.</summary>
internal sealed class Relayed(Action<string> tell) : IProgress<string>
{
    public void Report(string value) => tell(value);
}
