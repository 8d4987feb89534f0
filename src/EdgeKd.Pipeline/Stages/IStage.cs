using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Stages;

/// <summary>One step from the recipe to the bundle: names its inputs, calls one façade, names its outputs.</summary>
internal interface IStage
{
    string Name { get; }

    /// <summary>Raised when the same inputs would give other outputs than before.</summary>
    int Version { get; }

    /// <summary>Whether the stage measures time, so that its outputs belong to this processor.</summary>
    bool MeasuresTime => false;

    /// <summary>Whether the stage trains networks or runs teachers, on the recipe's device; all others compute on the processor.</summary>
    bool Trains => false;

    /// <summary>Whether measured outputs may be among its inputs: from the gate on.</summary>
    bool MayReadMeasured => false;

    /// <summary>Why the chain goes without the stage here; null where it is a part of it.</summary>
    string? NotNeeded(RunSettings settings) => null;

    StagePlan Plan(RunSettings settings);

    StageProducts Run(StageContext context);
}
