"""Dragoman reads reports of diplomacy and keeps the sourced record of relations between states."""
