namespace EdgeKd.Benchmarks.Steps;

/// <summary>What is timed, again and again, on images that lie in memory.</summary>
internal interface IStep : IDisposable
{
    /// <summary>Does it once.</summary>
    void Run();
}
