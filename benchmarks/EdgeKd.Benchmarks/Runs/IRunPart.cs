namespace EdgeKd.Benchmarks.Runs;

/// <summary>A part of a whole run, of which some batches are timed.</summary>
internal interface IRunPart : IDisposable
{
    /// <summary>Images a batch, the same in all parts and in the peers.</summary>
    const int BatchSize = 64;

    /// <summary>Batches that the images give at once.</summary>
    int Batches { get; }

    /// <summary>Does this part of the run for some batches.</summary>
    /// <param name="batches">1 to <see cref="Batches"/>.</param>
    /// <returns>The seconds.</returns>
    double Run(int batches);
}
