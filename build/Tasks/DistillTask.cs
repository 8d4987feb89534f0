using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Trains the student from the teacher.</summary>
[TaskName("Distill"), TaskDescription("Trains the student from the teacher."), IsDependentOn(typeof(TeacherTask))]
public sealed class DistillTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "distill");
}
