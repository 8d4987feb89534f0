namespace EdgeKd.Pipeline.Running;

/// <summary>Watches a pipeline run. Calls come from the thread that runs it, one at a time.</summary>
public interface IPipelineObserver
{
    /// <summary>A stage starts to work; a stage whose outputs are in the store never does.</summary>
    /// <param name="stage">Name of the stage.</param>
    void Started(string stage);

    /// <summary>A stage has come further.</summary>
    /// <param name="progress">How far.</param>
    void Progressed(StageProgress progress);

    /// <summary>The outputs of a stage are there.</summary>
    /// <param name="outcome">What became of it.</param>
    void Finished(StageOutcome outcome);

    /// <summary>Something to tell people: damage found, waiting for another process, a warning.</summary>
    /// <param name="line">One line.</param>
    void Note(string line);
}
