using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Trains the teacher.</summary>
[TaskName("Teacher"), TaskDescription("Trains the teacher."), IsDependentOn(typeof(DataTask))]
public sealed class TeacherTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "teacher");
}
