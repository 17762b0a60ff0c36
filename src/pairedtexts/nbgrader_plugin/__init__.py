"""The plugin for nbgrader: the only room that imports it, and not before nbgrader itself runs a step."""

from pathlib import Path
from typing import Any

_HERE = __name__

CONFIG = "nbgrader_config.py"
"""The file that makes a folder a course for nbgrader."""


def configure(c: Any) -> None:
    """Turn the plugin on; a course's ``nbgrader_config.py`` calls this with its ``get_config()``.

    What it sets are nbgrader's own options, each with the name of a class in this room; a course may set them again
    after this call, for example to add a preprocessor of its own.
    """
    c.CourseDirectory.source_directory = "lessons"
    c.GenerateAssignment.preprocessors = [
        f"{_HERE}.release.EmbedQuestions",
        "nbgrader.preprocessors.IncludeHeaderFooter",
        "nbgrader.preprocessors.InstantiateTests",
        "nbgrader.preprocessors.LockCells",
        f"{_HERE}.release.ClearOtherSolutions",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.CheckCellMetadata",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.SaveCells",
        "nbgrader.preprocessors.ClearHiddenTests",
        "nbgrader.preprocessors.ClearMarkScheme",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.CheckCellMetadata",
        f"{_HERE}.release.KeepRelease",
    ]
    c.Autograde.exporter_class = f"{_HERE}.autograde.HandInExporter"
    c.Autograde.sanitize_preprocessors = [
        f"{_HERE}.autograde.RebuildHandIn",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.DeduplicateIds",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        f"{_HERE}.autograde.ScoreQuestions",
        "nbgrader.preprocessors.IgnorePattern",
        "nbgrader.preprocessors.LimitOutput",
        "nbgrader.preprocessors.SaveAutoGrades",
        f"{_HERE}.autograde.MarkForReview",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.GenerateFeedback.exporter_class = f"{_HERE}.feedback.FeedbackExporter"
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        f"{_HERE}.feedback.ShowQuestions",
    ]
    # A student's first line in a cell would say which program colours the rest, and some take minutes for it.
    c.HighlightMagicsPreprocessor.enabled = False
    # A section of the class's own name: nbgrader sets the template of all HTML exporters, later than this.
    c.FeedbackExporter.template_name = "pairedtexts_feedback"
    c.FeedbackExporter.extra_template_basedirs = [str(Path(__file__).parent / "templates")]
