using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Decides whether the model may be released; exit code 3 when not.</summary>
[TaskName("Gate"), TaskDescription("Decides whether the model may be released; exit code 3 when not.")]
[IsDependentOn(typeof(PreflightTask)), IsDependentOn(typeof(BaselineTask))] // in this order: before anything is trained
public sealed class GateTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "gate");
}
